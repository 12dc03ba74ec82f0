// The stage of the tests of bad input: a workspace with an object of all types of fields, and
// `refuse`, by which a request must fail and leave that workspace as it was.
import assert from 'node:assert/strict';
import {
    expect, expect_fault, fingerprint, make_field, make_object, make_workspace, many_to_one,
} from './helpers.mjs';
import { field_samples } from './samples.mjs';

/** Makes the workspace: {api, ants, ant, refuse}; what is made later must come before `refuse`. */
export async function prepare(workspace) {
    const api = await make_workspace(workspace);
    const ants = await make_object(api, 'ant', [
        ...field_samples.map(({ field }) => field), { name: 'code', type: 'TEXT',
            isUnique: true }]);
    const nests = await make_object(api, 'nest');
    await make_field(api, ants.object, many_to_one('nest', nests.object, 'Ants'));
    const ant = expect(await api.post(ants.path, { name: 'first', code: 'C1' }), 201).data.ant;
    let state;

    /** The request fails as it should, never by a 500, and the workspace is what it was. */
    async function refuse(request, status, message, also) {
        state ??= await fingerprint(workspace);
        const answer = await request();
        assert.ok(answer.status < 500, `${answer.status}: ${answer.text.slice(0, 400)}`);
        const body = expect_fault(answer, status, message, also);
        assert.ok(answer.text.length < 6000, 'an error does not echo a whole request');
        assert.equal(await fingerprint(workspace), state, 'the workspace has changed');
        return { answer, body };
    }
    return { api, ants, ant, refuse };
}
