/*
 * Creation of records, one or a batch, and the update of one; each answers with what it wrote: the row the write
 * returns where that says all, else read by the ordinary read of records in the same transaction.
 */
#pragma once

#include "entry/answer.hpp"
#include "entry/caller.hpp"
#include "entry/kept_read.hpp"
#include "entry/writes.hpp"
#include "request/request.hpp"

#include <vector>

namespace viginti::entry {

/* The records of these ids in this order, soft-deleted ones too, with the request's depth. */
Records read_back(const std::vector<Uuid> &ids, const request::Request &request,
                  const Caller &caller, const model::ObjectPtr &object);

/* Creates, or upserts, the record or records of the body; their ids in its order. */
std::vector<Uuid> create_records(const request::Request &request, const Caller &caller,
                                 const model::ObjectPtr &object, Reading *reading = nullptr);

/* Creates or updates one record. Throws Error{RecordNotFound}. */
Answer write_one(const request::Request &request, const Caller &caller,
                 const model::ObjectPtr &object);

Answer create_many(const request::Request &request, const Caller &caller,
                   const model::ObjectPtr &object);

} // namespace viginti::entry
