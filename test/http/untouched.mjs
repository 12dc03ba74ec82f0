// Denied means untouched: with VIGINTI_UNTOUCHED set (a file to which counts are appended), every
// request answered 4xx is stood between two hashes over all tables of the database, which must be
// equal. Requests and statements of a process then go one after the other, and files must run one by
// one, so that nothing else changes meanwhile.
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';

export const journal = process.env.VIGINTI_UNTOUCHED;

// Rows of every table, the model's among them, and what the catalogue knows of tables and columns.
const make_hash = `
    CREATE OR REPLACE FUNCTION public.state_hash() RETURNS text LANGUAGE plpgsql AS $$
    DECLARE
        space regnamespace;
        state text := '';
        part text;
        relation record;
    BEGIN
        FOR relation IN
            SELECT c.oid::regclass AS name FROM pg_class c
             WHERE c.relkind = 'r' AND c.relpersistence = 'p'
               AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
             ORDER BY c.oid
        LOOP
            EXECUTE format('SELECT sum(hashtextextended(t::text, 0)::numeric) FROM %s t', relation.name)
               INTO part;
            state := state || relation.name || coalesce(part, '-') || ',';
        END LOOP;
        SELECT sum(hashtextextended(concat_ws(' ', attrelid, attnum, attname, atttypid, attnotnull, attacl), 0)::numeric)
          INTO part FROM pg_attribute WHERE attrelid >= 16384;
        state := state || part;
        SELECT sum(hashtextextended(concat_ws(' ', oid, conname, contype, conrelid, convalidated), 0)::numeric)
          INTO part FROM pg_constraint;
        state := state || coalesce(part, '-');
        SELECT sum(hashtextextended(concat_ws(' ', oid, relname, relkind, relacl, relowner), 0)::numeric)
          INTO part FROM pg_class WHERE oid >= 16384;
        RETURN md5(state || part);
    END $$`;

let ready;
let known; // hash of the present state, undefined when it must be asked for
let last = Promise.resolve();
let checked = 0;

if (journal)
    process.on('exit', () => appendFileSync(journal, `${checked}\n`));

/** Runs a task when those before it have ended. */
function in_turn(task) {
    const result = last.then(task);
    last = result.catch(() => {});
    return result;
}

/** A statement that may change anything, in its turn. */
export function watch_statement(task) {
    return in_turn(() => {
        known = undefined;
        return task();
    });
}

/** A request in its turn; `ask` runs SQL. A 4xx that changed a table fails. */
export function watch_request(method, path, task, ask) {
    return in_turn(async () => {
        ready ??= ask(make_hash);
        await ready;
        const before = known ?? await ask('SELECT public.state_hash()');
        known = undefined;
        const answer = await task();
        if (answer.status >= 400 && answer.status < 500) {
            const after = await ask('SELECT public.state_hash()');
            assert.equal(after, before,
                `${method} ${path.slice(0, 200)} answered ${answer.status} and changed something`);
            known = after;
            ++checked;
        } else if (method === 'GET') {
            known = before;
        }
        return answer;
    });
}
