/* The compiler asks the rules of telephone numbers through a pointer; the tests link them. */
#include "base/phone.hpp"
#include "phone/rules.hpp"

namespace {

bool const is_named = [] {
    viginti::phone::use_rules(viginti::phone::apply_rules);
    return true;
}();

} // namespace
