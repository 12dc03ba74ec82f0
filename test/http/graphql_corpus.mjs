// Documents for one schema: written ones that break each rule, and random ones, most of them broken
// by a few random changes.
import { random_from } from './random.mjs';

export const schema_text = `
directive @mark(note: String, level: Int = 1) repeatable on
  QUERY | MUTATION | SUBSCRIPTION | FIELD | FRAGMENT_DEFINITION | FRAGMENT_SPREAD | INLINE_FRAGMENT | VARIABLE_DEFINITION
directive @once(need: Boolean!) on FIELD | QUERY
scalar JSON
scalar UUID @specifiedBy(url: "https://www.rfc-editor.org/rfc/rfc9562")
enum Color { RED GREEN BLUE @deprecated(reason: "no pigment") }
enum OrderByDirection { AscNullsFirst AscNullsLast DescNullsFirst DescNullsLast }
interface Node { id: ID! }
interface Named implements Node { id: ID! name(short: Boolean = false): String }
type Person implements Node & Named {
  id: ID! name(short: Boolean = false): String age: Int height: Float tags: [String!]! color: Color
  company: Company friends(first: Int = 10, filter: PersonFilter, orderBy: [PersonOrder!]): PersonConnection!
  pet: Pet oldName: String @deprecated matrix: [[Int!]!] json(at: JSON): JSON
}
type Company implements Node & Named {
  id: ID! name(short: Boolean = false): String employees: Int color: String people(first: Int): PersonConnection tags: [String]
}
type Rocket implements Node { id: ID! name: String thrust: Float! color: Color! }
type PersonConnection { edges: [PersonEdge!]! totalCount: Int pageInfo: PageInfo! }
type PersonEdge { node: Person! cursor: String! }
type PageInfo { hasNextPage: Boolean endCursor: String }
type Cat { meows: Boolean name: String lives(left: Int!): Int }
type Dog { barks: Boolean name: String! owner: Person }
union Pet = Cat | Dog
union Thing = Person | Company | Rocket
input StringFilter { eq: String in: [String!] like: String is: String }
input IntFilter { eq: Int gte: Int lte: Int in: [Int!] }
input PersonFilter { and: [PersonFilter!] or: [PersonFilter] not: PersonFilter name: StringFilter age: IntFilter color: Color id: ID }
input PersonOrder { name: OrderByDirection age: OrderByDirection = AscNullsLast company: CompanyOrder }
input CompanyOrder { name: OrderByDirection! }
input PersonCreate { name: String! age: Int = 30 height: Float tags: [String!] color: Color! = RED json: JSON id: UUID company: CompanyLink matrix: [[Int!]] active: Boolean }
input CompanyLink @oneOf { connect: ID name: String both: PersonFilter }
type Query {
  person(id: ID!): Person
  people(first: Int = 60, last: Int, filter: PersonFilter, orderBy: [PersonOrder], after: String): PersonConnection
  node(id: ID!): Node named(ids: [ID!]): [Named!] things(kind: Color = RED, limit: Int!): [Thing!]! pet: Pet
  company(id: UUID, link: CompanyLink): Company rocket(color: Color!, size: Float): Rocket echo(value: JSON, flag: Boolean): JSON
}
type Mutation { createPerson(data: PersonCreate!, upsert: Boolean): Person createPeople(data: [PersonCreate!]!): [Person!] }
type Subscription { personChanged(id: ID): Person other: Int }
`;

/** Documents that break one rule each, or are at the edge of one. */
export const written = [
    '{ person(id: 1) { id } }', 'query A { person(id: 1) { id } } query B { pet { __typename } }',
    'query A { pet { __typename } } query A { pet { __typename } }', '{ pet { __typename } } query A { pet { __typename } }',
    '{ pet { __typename } } { pet { __typename } }', 'type Foo { a: Int }', 'extend schema { query: Query }',
    'scalar X { pet { __typename } }', 'query { pet { __typename } } enum E { A B } directive @d on FIELD',
    'mutation { createPerson(data: {name: "x"}) { id } }', 'mutation { createPerson(data: {}) { id } }',
    'mutation { createPerson(data: null) { id } }', 'mutation { createPeople(data: {name: "x"}) { id } }',
    'mutation { createPeople(data: [{name: "x", nme: 1}, {name: 1}, null]) { id } }',
    'mutation { createPerson(data: {name: "x", company: {connect: 1, name: "y"}}) { id } }',
    'mutation { createPerson(data: {name: "x", company: {}}) { id } }',
    'mutation { createPerson(data: {name: "x", company: {connect: null}}) { id } }',
    'mutation ($n: String) { createPerson(data: {name: "x", company: {name: $n}}) { id } }',
    'mutation ($n: String!) { createPerson(data: {name: "x", company: {name: $n}}) { id } }',
    'mutation ($n: String) { createPerson(data: {name: $n}) { id } }',
    'mutation ($n: String = "d") { createPerson(data: {name: $n}) { id } }',
    'mutation ($c: Color) { createPerson(data: {name: "x", color: $c}) { id } }',
    'mutation { createPerson(data: {name: "x", name: "y", age: 1.5, height: "1", tags: "a", matrix: 1}) { id } }',
    'mutation { createPerson(data: {name: "x", tags: [1, null], matrix: [1, [2, null]], color: "RED"}) { id } }',
    'subscription { personChanged { id } other }', 'subscription S { __typename }', 'subscription S { ...F } fragment F on Subscription { other personChanged { id } }',
    '{ person }', '{ person(id: 1) }', '{ person(id: 1) { age { x } } }', '{ people { edges } }', '{ person(id: 1) { tags { a } } }',
    '{ persn(id: 1) { id } }', '{ person(id: 1) { ag nme companyy { id } } }', '{ pet { name } }', '{ named { age } }', '{ node(id: 1) { name } }',
    '{ things(limit: 1) { id } }', '{ pet { barks } }', '{ __schema { types { name } } __type(name: "Person") { nam } }', '{ person(id: 1) { __schema { types { name } } } }',
    '{ person(id: 1) { ...F } }', '{ person(id: 1) { ...F } } fragment F on Person { id } fragment F on Person { age }',
    '{ person(id: 1) { id } } fragment F on Person { id }', '{ person(id: 1) { ...F } } fragment F on Int { id }', '{ person(id: 1) { ...F } } fragment F on Persn { id }',
    '{ person(id: 1) { ... on Color { x } ... on PersonFilter { name } ... on Nope { x } } }', '{ person(id: 1) { ... on Company { id } } }',
    '{ pet { ... on Person { id } ... on Cat { meows } ... on Named { id } } }', '{ person(id: 1) { ...F } } fragment F on Company { id }',
    '{ named { ... on Rocket { id } ... on Thing { ... on Rocket { id } } } }', '{ pet { ...A } } fragment A on Cat { ...B } fragment B on Cat { ...A }',
    '{ pet { ...A } } fragment A on Cat { ...A meows }', '{ pet { ...A } } fragment A on Cat { ...B ...C } fragment B on Cat { ...C ...A } fragment C on Cat { ...B name }',
    'query ($a: Int) { pet { __typename } }', 'query Q($a: Int) { people(first: $b) { totalCount } }', 'query Q($a: Int, $a: String, $c: Int) { people(first: $a) { totalCount } }',
    'query ($a: Person, $b: [Pet!], $c: Nope, $d: [[Int!]]!) { pet { __typename } }', 'query ($a: Int = "x", $b: Int! = null, $c: PersonFilter = {age: {eq: "x"}}) { pet { __typename } }',
    'query ($a: Int) { person(id: $a) { id } }', 'query ($a: ID) { person(id: $a) { id } }', 'query ($a: ID = 1) { person(id: $a) { id } }', 'query ($a: ID = null) { person(id: $a) { id } }',
    'query ($a: [ID]) { named(ids: $a) { id } }', 'query ($a: ID!) { named(ids: $a) { id } }', 'query ($a: ID!) { named(ids: [$a]) { id } }', 'query ($a: ID) { named(ids: [$a]) { id } }',
    'query ($a: Boolean) { pet @skip(if: $a) { __typename } }', 'query ($a: Boolean = true) { pet @skip(if: $a) { __typename } }', 'query A($x: Int) { ...F } query B { ...F } fragment F on Query { people(first: $x) { totalCount } }',
    '{ pet @nope { __typename } }', '{ pet @skip { __typename } }', '{ pet @skip(if: 1, unless: 2) @skip(if: true) { __typename } }', 'query @skip(if: true) { pet { __typename } }',
    '{ pet @mark @mark(level: "a", nte: 1) { __typename } }', 'query ($a: Int @mark @once(need: true)) @once(need: true) { people(first: $a) { totalCount } }', '{ pet @deprecated { __typename } }',
    'fragment F on Query @mark @once(need: true) { pet { __typename } } { ...F @mark @once(need: true) ... @mark @once(need: true) { pet { __typename } } }',
    '{ people(frst: 1, first: 2, first: 3) { totalCount } }', '{ people(first: "1", filter: 1, orderBy: {nme: AscNullsFirst}) { totalCount } }', '{ things { __typename } }', '{ things(limit: null) { __typename } }',
    '{ people(filter: {and: [{name: {eq: 1}}, {age: {in: [1, "2", 3.0]}}, {color: PURPLE}, {color: "RED"}, {color: red}]}) { totalCount } }',
    '{ people(first: 2147483648, last: -2147483649, after: """block""") { totalCount } }', '{ rocket(color: RED, size: 1) { id } }', '{ rocket(color: [RED], size: RED) { id } }', '{ rocket(color: GREN, size: true) { id } }',
    '{ rocket { id } }', '{ echo(value: {a: [1, $x]}, flag: yes) }', 'query ($x: Int) { echo(value: {a: [1, $x, {b: $x, b: 1}]}) }', '{ company(id: 5, link: {name: "a", nam: "b"}) { id } }', '{ company(link: [1]) { id } company2: company(link: "x") { id } }',
    '{ people(orderBy: [{company: {}}, [{name: AscNullsFirst}], null]) { totalCount } }', '{ named(ids: {a: 1}) { id } }', '{ named(ids: [[1]]) { id } }', '{ person(id: {a: 1}) { id } }', '{ person(id: 1.5) { id } }', '{ person(id: true) { id } }',
    '{ person(id: 1) { id } person(id: 2) { id } }', '{ person(id: 1) { x: name x: age } }', '{ person(id: 1) { x: name x: name(short: true) } }', '{ person(id: 1) { x: name(short: true) x: name(short: true) } }',
    '{ a: person(id: 1) { x: name } a: person(id: 1) { x: age } }', '{ a: person(id: 1) { b: company { x: name } } a: person(id: 1) { b: company { x: employees y: id } y: id } }',
    '{ pet { ... on Cat { x: name } ... on Dog { x: name } } }', '{ pet { ... on Cat { x: meows } ... on Dog { x: name } } }', '{ pet { ... on Cat { x: meows } ... on Dog { x: barks } } }',
    '{ things(limit: 1) { ... on Person { c: color } ... on Company { c: color } ... on Rocket { c: color } } }', '{ named { x: id ... on Person { x: name } } }',
    '{ things(limit: 1) { ... on Person { t: tags } ... on Company { t: tags } } }', '{ person(id: 1) { ...A ...B } } fragment A on Person { x: name ...C } fragment B on Person { x: age } fragment C on Person { x: height }',
    'query ($a: Int, $b: Int) { x: people(first: $a) { totalCount } x: people(first: $b) { totalCount } x: people(first: 1) { totalCount } }',
    '{ x: people(filter: {name: {eq: "a"}, age: {eq: 1}}) { totalCount } x: people(filter: {age: {eq: 1}, name: {eq: "a"}}) { totalCount } x: people(filter: {age: {eq: 2}}) { totalCount } }',
    '{ person(id: 1) { friends { edges { node { a: name } } } friends { edges { node { a: age } } } } }', '{ x: nope x: nada }', '{ person(id: 1) { x: nope x: name } nope { a: b a: c } }',
    '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }', '{ __type(name: "A") { ...T } } fragment T on __Type { interfaces { possibleTypes { inputFields { name } } } }',
    '{ person(id: 1) { name(short: yes) json(at: {a: [1, 2.5, "x", null, true, ENUM]}) friends(first: 1 filter: {}) { totalCount } } }',
    '', ' ', '{', '}', '{}', '{ a', '{ a { }', '{ a: }', '{ a() }', 'query', 'query (', 'query ()  { a }', 'query ($a) { a }', 'query ($a: ) { a }', 'query ($a: [Int) { a }', 'query ($a: Int! !) { a }', 'query ($a: Int = $b) { a }', 'query ($a: Int = [1, $b]) { a }',
    'query ($a: Int = $) { a }', '{ a(b: $) }', '{ a(b: ) }', '{ a(b: 1', '{ a(b: [1', '{ a(b: {c', '{ a(b: {c: 1, }) }', '{ ... on }', '{ ... }', '{ ...on }', 'fragment on on Person { id } { pet { __typename } }', 'fragment A { id }', 'fragment A on { id }', 'foo { a }', 'extend', '"x" { a }', '"x" query { pet { __typename } }',
    '"""x""" fragment A on Cat { name } { pet { ...A } }', '"x" foo', '"x" extend type A', '"x" 1', 'query ("desc" $a: Int) { people(first: $a) { totalCount } }', '{ a @ }', '{ a @b(c: 1', '{ $a }', '{ a: b: c }', '{ 1 }', '{ "a" }', '{ a } }', '& { a }', 'query A B { a }',
    '{ a(b: 01) }', '{ a(b: 1.) }', '{ a(b: .5) }', '{ a(b: 1.e5) }', '{ a(b: 1e) }', '{ a(b: -) }', '{ a(b: 1a) }', '{ a(b: 1.5.2) }', '{ a(b: 0xF) }', '{ a(b: -0) }', '{ a(b: 1e+) }', '{ a(b: 1.5e3x) }', '{ a(b: +1) }', '{ a.b }', '{ ..a }', '{ a(b: "x) }', '{ a(b: "x\ny") }',
    '{ a(b: "\\q") }', '{ a(b: "\\u12") }', '{ a(b: "\\uD83D") }', '{ a(b: "\\uD83D\\u0041") }', '{ a(b: "\\u{110000}") }', '{ a(b: "\\u{}") }', '{ a(b: "\\u{D800}") }', '{ a(b: "\\u{1F600") }', '{ a(b: "\\u{zz}") }', '{ a(b: "\\', '{ a(b: """x) }', '{ a(b: """\\""") }', "{ a(b: 'x') }", '{ a?b }', '{ é }', '{ 😀 }', '{ a(b: "\u0007é😀") ? }', '\ufeff{ pet { __typename } }', '# c\r\n{ pet\r{ nope } }', '{ pet { # é😀\n nope } }', '{ /* */ }', '{ a \u0007 }',
    '{ person(id: "\\u00e9\\u{1F600}\\uD83D\\uDE00\\n\\"\\\\\\/") { nme } }', '{ rocket(color: "a\\u0001\\n\\"é", size: """\n  a\n    b "\n""") { id } }', '{ rocket(color: """a""", size: """a\\"""b""") { id } }', '{ rocket(color: """a\\\\""", size: """  a""") { id } }',
];

/** Random documents by the seed: valid by construction where nothing is broken. */
export function* random_documents(schema, seed, count) {
    const random = random_from(seed);
    const { pick } = random;
    const chance = (percent) => random.below(100) < percent;
    const named = (type) => { while (type.ofType) type = type.ofType; return type; };
    const kind = (type) => type.constructor.name;
    let variables;
    let fragments;
    let next;

    function literal(type, depth) {
        if (kind(type) === 'GraphQLNonNull') {
            let out;
            do out = literal(type.ofType, depth); while (out === 'null');
            return out;
        }
        if (chance(12) && variables.length < 8) {
            const name = chance(60) && variables.length ? pick(variables).name : `v${next++}`;
            if (!variables.some((each) => each.name === name)) {
                variables.push({ name, type: String(type) + (chance(40) ? '!' : '') });
            }
            return `$${name}`;
        }
        if (chance(6)) return 'null';
        if (kind(type) === 'GraphQLList') {
            if (chance(20)) return literal(type.ofType, depth);
            return `[${Array.from({ length: random.below(3) }, () => literal(type.ofType, depth + 1)).join(', ')}]`;
        }
        if (kind(type) === 'GraphQLEnumType') return pick(type.getValues()).name;
        if (kind(type) === 'GraphQLInputObjectType') {
            const all = Object.values(type.getFields());
            const fields = type.isOneOf ? [pick(all)]
                : all.filter((field) => String(field.type).endsWith('!') || (depth < 3 && chance(30)));
            return `{${fields.map((field) => `${field.name}: ${literal(field.type, depth + 1)}`).join(', ')}}`;
        }
        switch (type.name) {
        case 'Int': return pick(['0', '1', '-7', '2147483647', '-2147483648', '2147483648']);
        case 'Float': return pick(['0', '1.5', '-2e10', '1e-3', '12345678901234567890']);
        case 'Boolean': return pick(['true', 'false']);
        case 'ID': return pick(['1', '"a"', '"""b"""']);
        case 'String': return pick(['""', '"text"', '"\\u00e9\\n"', '"""\n  block\n    é\n"""']);
        default: return pick(['1', '"x"', '{a: [1, {b: null}]}', '[true, X]', '1.5']);
        }
    }
    const args = (list) => {
        const given = list.filter((arg) => String(arg.type).endsWith('!') || chance(35));
        return given.length ? `(${given.map((arg) => `${arg.name}: ${literal(arg.type, 0)}`).join(chance(50) ? ', ' : ' ')})` : '';
    };
    const directives = () => chance(85) ? '' : pick([
        ' @skip(if: false)', ' @include(if: true)', ' @mark', ' @mark(level: 2) @mark(note: "n")',
    ]);
    function selection(type, depth) {
        const out = [];
        const fields = type.getFields ? Object.values(type.getFields()) : [];
        const sum = 1 + random.below(depth > 4 ? 2 : 4);
        for (let i = 0; i < sum; i++) {
            const roll = random.below(100);
            if (roll < 8 || !fields.length && roll < 20) {
                out.push('__typename');
            } else if (roll < 18 || !fields.length && roll < 80) {
                const possible = schema.getPossibleTypes && /Union|Interface/.test(kind(type))
                    ? schema.getPossibleTypes(type) : [type];
                const target = pick(possible);
                out.push(`...${chance(80) ? ` on ${target.name}` : ''}${directives()} ${
                    set(chance(80) ? target : type, depth + 1)}`);
            } else if (roll < 26 && depth < 6) {
                const usable = fragments.filter((each) => each.type === type.name && each.done);
                if (usable.length && chance(60)) {
                    out.push(`...${pick(usable).name}${directives()}`);
                } else if (fragments.length < 5) {
                    const fragment = { name: `F${fragments.length}`, type: type.name, done: false };
                    fragments.push(fragment);
                    fragment.text = set(type, depth + 1);
                    fragment.done = true;
                    out.push(`...${fragment.name}`);
                }
            } else if (fields.length) {
                const field = pick(fields);
                const inner = named(field.type);
                const leaf = /Scalar|Enum/.test(kind(inner));
                if (!leaf && depth > 5) continue;
                const alias = chance(20) ? `${pick(['a', 'b', 'x1', 'name'])}: ` : '';
                out.push(`${alias}${field.name}${args(field.args)}${directives()}${leaf ? '' : ` ${set(inner, depth + 1)}`}`);
            }
        }
        return out.length ? out : ['__typename'];
    }
    function set(type, depth) {
        return `{ ${selection(type, depth).join(chance(30) ? '\n  ' : ' ')} }`;
    }
    function document() {
        variables = []; fragments = []; next = 0;
        const operation = chance(75) ? 'query' : 'mutation';
        const root = operation === 'query' ? schema.getQueryType() : schema.getMutationType();
        const body = set(root, 0);
        const declared = variables.map(({ name, type }) => {
            const given = type.endsWith('!') || chance(70) ? '' : pick([' = null', ' = 1', ' = "x"', ' = RED', ' = []', ' = {}']);
            return `$${name}: ${type}${given}${chance(10) ? ' @mark' : ''}`;
        });
        const head = operation === 'query' && !declared.length && chance(60) ? ''
            : `${operation} ${chance(60) ? 'Q' : ''}${declared.length ? `(${declared.join(', ')})` : ''}${directives()} `;
        return [head + body, ...fragments.filter((each) => each.done).map((each) => `fragment ${each.name} on ${each.type} ${each.text}`)].join('\n');
    }
    const words = ['id', 'name', 'nam', 'age', 'RED', 'red', '1', '1.5', '"x"', 'null', 'true', '[1]', '{a: 1}', '$v0', '$q', 'Person', 'Company', 'Cat', 'Thing', 'Node', 'F0', 'F1',
        '@skip(if: true)', '@once', '@mark(level: 1)', 'on', '...', '{', '}', '(', ')', ':', '!', 'people', 'filter', 'first', 'eq', 'company', 'friends', 'edges', 'node', '__typename', 'x1:'];
    const mutate = (text) => {
        const tokens = text.match(/"""[^]*?"""|"(?:\\.|[^"\\])*"|\.\.\.|[\w$@]+|[^\w\s]|\s+/g);
        for (let i = random.below(3) + 1; i > 0; i--) {
            const at = random.below(tokens.length);
            const way = random.below(24);
            const is_word = /^[\w$]/.test(tokens[at]);
            if (way < 1) tokens.splice(at, 1);
            else if (way < 21 && !is_word) ++i;
            else if (way < 21) tokens[at] = /^\d/.test(tokens[at]) ? pick(['1', '"s"', 'RED', 'null', '{}', '[]']) : pick(words.slice(0, 24));
            else if (way < 22) tokens.splice(at, 0, ' ', pick(words), ' ');
            else if (way < 23) tokens.splice(at, 0, tokens[random.below(tokens.length)]);
            else [tokens[at], tokens[tokens.length - 1 - at]] = [tokens[tokens.length - 1 - at], tokens[at]];
            if (!tokens.length) return '';
        }
        return tokens.join('');
    };
    for (let i = 0; i < count; i++) yield chance(40) ? document() : mutate(document());
}
