/*
 * viginti_phone.so: the rules of telephone numbers behind one C function. It stands beside
 * viginti.so because loading libphonenumber costs a backend milliseconds and megabytes, which only
 * those that write a phone should pay (docs/values.md).
 */
#include "phone/rules.hpp"

#include "pg/server.hpp"

extern "C" {

PG_MODULE_MAGIC;

PGDLLEXPORT int viginti_phone_apply(const viginti::phone::Question *question,
                                    viginti::phone::Answer *answer)
{
    return static_cast<int>(viginti::phone::apply_rules(*question, *answer));
}
}
