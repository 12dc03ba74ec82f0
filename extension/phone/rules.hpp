/*
 * The rules of telephone numbers by libphonenumber: which codes exist, which belong together, and
 * what a written number means (spec/core-rest.md §16.3, PHONES). A number need only be readable;
 * that nobody has been given it is no fault.
 */
#pragma once

#include "base/phone.hpp"

namespace viginti::phone {

/* Of type Rules. Never throws. */
Verdict apply_rules(const Question &question, Answer &answer) noexcept;

} // namespace viginti::phone
