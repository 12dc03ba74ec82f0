/*
 * Changes of a field's type: every record's value is converted, what would be lost is named first, and
 * the change is refused unless losing it is allowed. Readers go on until the values are known.
 */
#pragma once

#include "entry/metadata_operations.hpp"

namespace viginti::entry {

/*
 * What must stand before `after`, the field of another type, can be validated: options where none
 * were given, made of the values that are there, and with `keeps_default` the default of `before` in
 * the new type. Locks the records against writers. Throws Error{LimitExceeded, Busy}.
 */
void prepare_type_change(const FieldPlace &place, const Scope &scope, model::Field &after,
                         bool keeps_default);

/*
 * Goes through the records of a prepared and valid change. Throws Error{ValuesLost} that names what
 * would be lost, unless `may_lose`, and Error{ConstraintViolated} (409) while an index or constraint
 * of somebody else's stands on the columns.
 */
void check_type_change(const Scope &scope, const model::Object &object, const model::Field &before,
                       const model::Field &after, bool may_lose);

/* Converts the records. `before` and `after` have one name, which is that in `object`. */
void change_type(const Scope &scope, const model::Object &object, const model::Field &before,
                 const model::Field &after);

} // namespace viginti::entry
