// An OpenAPI document taken at its word: its operations performed with its own examples and links,
// each answer validated against its own schemas. Keys the document does not name are faults too.
import assert from 'node:assert/strict';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, query } from './helpers.mjs';

const methods = ['get', 'post', 'patch', 'put', 'delete'];

/** What two independent validators find in a document; empty when it is valid. */
export async function problems_of(document) {
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    const config = await createConfig({ extends: ['recommended'],
        rules: { 'info-license': 'off', 'no-invalid-media-type-examples': 'error',
            'no-unused-components': 'error' } });
    const found = await lintFromString({ source: JSON.stringify(document),
        absoluteRef: 'document.json', config });
    return [...(valid ? [] : [JSON.stringify(errors).slice(0, 500)]),
        ...found.map((one) => `${one.ruleId}: ${one.message} at ${one.location[0]?.pointer}`)];
}

/** The document with every object schema closed, so that an undescribed key is found. */
function closed(node) {
    if (Array.isArray(node))
        return node.map(closed);
    if (node === null || typeof node !== 'object')
        return node;
    const copy = Object.fromEntries(Object.entries(node).map(([key, value]) =>
        [key, key === 'enum' || key === 'example' ? value : closed(value)]));
    if (copy.type === 'object' && copy.properties && copy.additionalProperties === undefined)
        copy.additionalProperties = false;
    return copy;
}

export class Api {
    constructor(caller, document, name) {
        this.caller = caller;
        this.document = document;
        this.ajv = new Ajv2020({ strict: false, allErrors: true });
        addFormats(this.ajv);
        this.name = name;
        this.ajv.addSchema({ $id: name, components: closed(document.components) });
        this.operations = Object.entries(document.paths).flatMap(([path, item]) =>
            methods.filter((method) => item[method]).map((method) => ({
                ...item[method], id: item[method].operationId, method: method.toUpperCase(), path,
                server: (item.servers ?? document.servers)[0].url,
                parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])]
                    .map((one) => this.resolved(one)),
            })));
        this.by_id = new Map(this.operations.map((operation) => [operation.id, operation]));
        assert.equal(this.by_id.size, this.operations.length, 'operationIds are distinct');
        this.performed = new Set();
        this.checks = new Map(); // compiled, by the text of the schema
    }

    static async fetch(caller, kind, parameters, name = `${kind}-${Math.random()}`) {
        const document = expect(await caller.get(`/rest/open-api/${kind}`, parameters), 200);
        return new Api(caller, document, name);
    }

    resolved(node) {
        return node.$ref
            ? node.$ref.slice(2).split('/').reduce((at, key) => at[key], this.document) : node;
    }

    /** The faults of a value under a schema of the document, or null. */
    faults(schema, value) {
        const text = JSON.stringify(closed(schema), (key, found) =>
            key === '$ref' ? `${this.name}${found}` : found);
        if (!this.checks.has(text))
            this.checks.set(text, this.ajv.compile(JSON.parse(text)));
        const check = this.checks.get(text);
        return check(value) ? null : this.ajv.errorsText(check.errors);
    }

    valid(schema, value, what) {
        const faults = this.faults(schema, value);
        assert.equal(faults, null, `${what}: ${JSON.stringify(value).slice(0, 1500)}`);
    }

    /**
     * Performs an operation. `parameters` are by name, path and query alike. The answer must be one
     * of those the document lists, to the letter of its schema.
     */
    async perform(id, { parameters = {}, body, status, headers } = {}) {
        const operation = this.by_id.get(id);
        assert.ok(operation, `the document has no operation ${id}`);
        const given = { ...parameters };
        for (const name of Object.keys(given))
            assert.ok(operation.parameters.some((one) => one.name === name), `${id} has no ${name}`);
        const path = operation.path.replace(/\{(\w+)\}/g, (_, name) => {
            const value = given[name];
            delete given[name];
            return value;
        });
        const sent = { ...headers };
        for (const { name } of operation.parameters.filter((one) => one.in === 'header'))
            if (name in given) {
                sent[name] = given[name];
                delete given[name];
            }
        const answer = await this.caller.raw(operation.method,
            operation.server + path + query(given),
            body === undefined || typeof body === 'string' ? body : JSON.stringify(body), sent);
        const wanted = String(status ?? Object.keys(operation.responses)[0]);
        assert.equal(String(answer.status), wanted,
            `${id} ${JSON.stringify(parameters)}: ${answer.text.slice(0, 500)}`);
        const response = this.resolved(operation.responses[wanted] ?? operation.responses.default);
        for (const name of Object.keys(response.headers ?? {}))
            assert.ok(answer.headers[name.toLowerCase()], `${id} sends ${name}`);
        this.performed.add(id);
        this.answer = answer;
        if (!response.content) {
            assert.equal(answer.text, '');
            return undefined;
        }
        const type = answer.headers['content-type'].split(';')[0];
        assert.ok(response.content[type], `${id} describes ${type}`);
        if (!type.endsWith('+json') && type !== 'application/json') {
            this.valid(response.content[type].schema, answer.text, `${id} ${type}`);
            return answer.text;
        }
        // What a projection leaves out, the schema of whole records requires.
        if (parameters.fields === undefined)
            this.valid(response.content[type].schema, answer.body, `${id} ${wanted}`);
        return answer.body;
    }

    /** Where a link of an answer leads: {id, parameters}, filled from its body. */
    link(id, name, body) {
        const operation = this.by_id.get(id);
        const link = this.resolved(Object.values(operation.responses)[0]).links[name];
        const parameters = Object.fromEntries(Object.entries(link.parameters).map(([key, from]) =>
            [key, from.replace('$response.body#/', '').split('/').reduce((at, part) => at[part],
                body)]));
        return { id: link.operationId, parameters };
    }

    follow(id, name, body, more = {}) {
        const { id: target, parameters } = this.link(id, name, body);
        return this.perform(target,
            { ...more, parameters: { ...parameters, ...more.parameters } });
    }

    /** The examples of a parameter or media type as [name, value]. */
    examples(node) {
        return node.example !== undefined ? [['example', node.example]]
            : Object.entries(node.examples ?? {}).map(([name, one]) => [name, one.value]);
    }

    /** The operation's body: its schema and examples. */
    body(id) {
        return this.by_id.get(id).requestBody?.content['application/json'];
    }
}
