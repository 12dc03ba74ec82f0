/*
 * Writing what bodies nest (plan/nested.hpp), as the current role, in the transaction of the records
 * it hangs on: those of one kind and one depth share their statements.
 */
#pragma once

#include "entry/caller.hpp"
#include "plan/nested.hpp"

#include <optional>
#include <span>
#include <vector>

namespace viginti::entry {

/*
 * Takes what the roots nest, and finds the records that nested ones are connected to. Nothing when
 * they nest nothing, which is what most do.
 */
std::optional<plan::Nest> take_nested(std::span<plan::RecordValues> roots, plan::Roots kind,
                                      const Caller &caller);

/* What the roots' keys lead to, and what does not depend on the roots: to be written before them. */
void write_before(const std::optional<plan::Nest> &nest, const Caller &caller);

/* What leads to the roots, whose ids these are in their order. */
void write_after(const std::optional<plan::Nest> &nest, std::span<const Uuid> roots,
                 const Caller &caller);

} // namespace viginti::entry
