/*
 * The way from the compiler to the rules of telephone numbers: the module viginti_phone, loaded
 * into this backend with the first phone that is written.
 */
#pragma once

#include "base/phone.hpp"

namespace viginti::pg {

/* Of type phone::Rules. Throws PgError when the module is missing or cannot be loaded. */
phone::Verdict ask_phone_module(const phone::Question &question, phone::Answer &answer);

} // namespace viginti::pg
