#include "base/phone.hpp"

#include <stdexcept>

namespace viginti::phone {

namespace {

constinit Rules current = nullptr;

} // namespace

void use_rules(Rules rules) noexcept
{
    current = rules;
}

Verdict ask(const Question &question, Answer &answer)
{
    if (current == nullptr)
        throw std::logic_error("no rules of telephone numbers were named");
    return current(question, answer);
}

} // namespace viginti::phone
