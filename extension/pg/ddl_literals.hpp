/*
 * Puts literals into the parse tree of a utility statement, where $n stands: utility statements take
 * no parameters. Raw: to be called inside guarded().
 */
#pragma once

#include <string>
#include <vector>

#include "pg/server.hpp"

namespace viginti::pg {

/*
 * Replaces each $n below `node` by a string constant, in place where it can. A $n in a place it does
 * not know is left, and refused by parse analysis.
 */
Node *raw_put_literals(Node *node, const std::vector<std::string> &literals);

} // namespace viginti::pg
