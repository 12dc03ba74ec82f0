/*
 * How the one record that is written is answered: by the row its statement returns, where nothing else
 * has a say in what the record becomes and in who sees it; else by the ordinary read of records.
 */
#pragma once

#include "entry/caller.hpp"
#include "entry/kept_read.hpp"
#include "model/object.hpp"
#include "plan/read_plan.hpp"
#include "request/request.hpp"

#include <optional>

namespace viginti::entry {

/*
 * `plan` reads the record when it stands, its first parameter the id. A write that is a single
 * statement answers at once where `may_return` allows it: then it sets `records`.
 */
struct Reading {
    plan::ReadPlan plan;
    bool may_return = false;
    bool is_childless = false; /* nothing can refer to the record */
    std::optional<Records> records = {};
};

/* Of a request that creates or updates one record; `content` as in plan::plan_records. */
Reading reading_of(const request::Request &request, const Caller &caller,
                   const model::ObjectPtr &object, plan::ContentPtr content = {});

/* The record of this id, which the write may have read already. Throws Error{RecordNotFound}. */
Records take_record(Reading &reading, const Uuid &id);

} // namespace viginti::entry
