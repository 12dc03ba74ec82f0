/*
 * What the rules of telephone numbers are asked and what they answer, in plain types: the rules are
 * a library of several megabytes, which lives in a module of its own that a backend loads with the
 * first phone it writes. The compiler reaches it through one function pointer.
 */
#pragma once

#include <cstdint>

namespace viginti::phone {

/* NUL-terminated, empty where the client gave none. */
struct Question {
    const char *number;
    const char *country; /* ISO 3166 alpha-2 */
    const char *calling; /* with or without its plus */
};

/* One for each text of spec/core-rest.md §4.2, "bad phone". */
enum class Verdict : std::uint8_t {
    Good,
    CountryUnknown,
    CallingUnknown,
    CodesConflict,
    NumberInvalid,
    CountryConflicts,
    CallingConflicts,
    Failed, /* out of memory */
};

/* Of a Good question with a number: its parts; what could not be inferred is empty. */
struct Answer {
    char number[24]; /* national, at most 17 digits */
    char country[4];
    char calling[8]; /* "+33" */
};

using Rules = Verdict (*)(const Question &, Answer &);

/*
 * Names the rules, once at start, before the first value is read. They may throw on the caller's
 * side of the module (loading it can fail); the library itself never throws.
 */
void use_rules(Rules rules) noexcept;

/* Asks them; std::logic_error when none were named. */
Verdict ask(const Question &question, Answer &answer);

} // namespace viginti::phone
