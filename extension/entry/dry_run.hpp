/*
 * dry_run=true: the work of a request is done, answered and undone. Keys, constraints,
 * rights and triggers say what they would have said; only what happens at a commit does not.
 */
#pragma once

#include "entry/answer.hpp"
#include "pg/subtransaction.hpp"

namespace viginti::entry {

/* The answer of `work`, marked by the header Viginti-Dry-Run; nothing of what it did remains. */
template <class Work>
Answer dry_run(Work &&work)
{
    Answer answer = pg::in_undone_subtransaction(work);
    answer.headers += "Viginti-Dry-Run: true\n";
    return answer;
}

} // namespace viginti::entry
