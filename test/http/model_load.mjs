// Facts about a model that changes under load, and what an answer may say of them.
//
// A fact is one field, object or list of options. From the moment a change of it is sent until it is acknowledged it
// is pending: whoever asks meanwhile may meet either side. A request that begins and ends while its facts are settled
// must show them as they are: all else is stale.
import { pause } from './helpers.mjs';

/** One thing that changes; `value` is what the last acknowledged change made it. */
export function make_fact(value) {
    return { value, version: 0, pending: false };
}

/** What is known of facts as a request begins; settled() when it has ended. */
export function watch(...facts) {
    const began = facts.map(({ version, pending }) => (pending ? -1 : version));
    return () => facts.every(({ version, pending }, at) => !pending && version === began[at]);
}

/** Counts of everything, and the first problems in words. */
export function make_tally() {
    return { requests: 0, changes: 0, busy: 0, settled: 0, overlapped: 0, by_kind: {}, by_status: {}, problems: [],
        slowest_change: 0 };
}

export function note(tally, kind, status) {
    const row = tally.by_kind[kind] ??= {};
    row[status] = (row[status] ?? 0) + 1;
    tally.by_status[status] = (tally.by_status[status] ?? 0) + 1;
}

const shown = (answer) => `${answer.status} ${answer.text.slice(0, 300)}`;

export function complain(tally, kind, text) {
    if (tally.problems.length < 20)
        tally.problems.push(`${kind}: ${text}`);
}

/**
 * Holds an answer to what must be. `status` is that of the facts as they were when the request began; `check` gets the
 * body of a settled success, `either` that of any success: both return a complaint or nothing.
 */
export function judge(tally, kind, answer, settled, { status, check, either, what = '' }) {
    ++tally.requests;
    note(tally, kind, answer.status);
    if (answer.status >= 500)
        return complain(tally, kind, `${what} ${shown(answer)}`);
    const is_settled = settled();
    ++tally[is_settled ? 'settled' : 'overlapped'];
    if (is_settled && answer.status !== status)
        return complain(tally, kind, `stale: ${what} is ${status}, not ${shown(answer)}`);
    if (answer.status >= 300)
        return undefined;
    const fault = either?.(answer.body) ?? (is_settled ? check?.(answer.body) : undefined);
    return fault ? complain(tally, kind, `${what}: ${fault}: ${shown(answer)}`) : undefined;
}

/**
 * Makes a change until it is made: one that found no lock is refused with 503 BUSY (docs/model.md, "Never in the
 * way") and sent again. `apply` gets the body and gives the facts their new values.
 */
export async function make_change(tally, kind, facts, call, apply) {
    for (const fact of facts)
        fact.pending = true;
    const begin = Date.now();
    let answer = await call();
    while (answer.status === 503 && answer.body?.code === 'BUSY') {
        ++tally.busy;
        note(tally, kind, '503 BUSY');
        answer = await call();
    }
    note(tally, kind, answer.status);
    if (answer.status >= 300)
        throw new Error(`${kind}: ${shown(answer)}`);
    tally.slowest_change = Math.max(tally.slowest_change, Date.now() - begin);
    ++tally.changes;
    apply(answer.body);
    for (const fact of facts) {
        ++fact.version;
        fact.pending = false;
    }
}

/** Takes the steps in turn, again and again, one each `interval` ms at most, until `is_over`. */
export async function pace(steps, interval, is_over) {
    for (let at = 0, next = Date.now(); !is_over(); ++at) {
        await steps[at % steps.length](Math.floor(at / steps.length));
        next = Math.max(next + interval, Date.now() - 20 * interval);
        await pause(Math.max(next - Date.now(), 0));
    }
}
