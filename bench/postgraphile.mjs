// The questions of GraphQL as PostGraphile's schema words them, and what both answers have in common, to be compared: ids, names, times as
// instants, foreign keys, the size and end of a page. PostGraphile has flat columns, no groups and no list of soft-deleted
// records of its own; it is asked for the same columns.
import { columns } from './lib/columns.mjs'
import { joined_company } from './questions.mjs'

const person = (more = '') => `${columns.person} ${more}`
const company = (more = '') => `${columns.company} ${more}`
const page_info = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }'
const live = 'condition: {deletedAt: null}'
const people_page = (head, args, tail = page_info) =>
  `${head} { allPeople(first: 60, ${args}) { edges { node { ${person()} } cursor } ${tail} } }`

const text = (value) => value ?? ''
const instant = (value) => value && new Date(value).getTime()
const their_person = (r) => ({ id: r.id, first: text(r.nameFirstName), last: text(r.nameLastName), email: text(r.emailsPrimaryEmail),
  job: text(r.jobTitle), city: text(r.city), company: r.companyId })
const our_person = (r) => ({ id: r.id, first: r.name.firstName, last: r.name.lastName, email: r.emails.primaryEmail,
  job: r.jobTitle, city: r.city, company: r.companyId })
const company_content = (r) => r && ({ id: r.id, name: text(r.name), employees: r.employees })
const dated = (content) => (r) => ({ ...content(r), created: instant(r.createdAt) })
const page = (content) => ({ edges, pageInfo }) => ({
  records: edges.map(({ node }) => dated(content)(node)), more: pageInfo.hasNextPage })

const without_id = ({ id, ...rest }) => rest
const levels = (connection, people, content, their_company) => connection.edges.map(({ node }) => ({
  ...company_content(node),
  people: node[people].edges.map(({ node: one }) => ({ ...content(one), of: company_content(one[their_company]) })),
}))

// By the question's SQL name: document, variables, and the content of their data and of ours.
const twins = {
  graphql_one: {
    document: `query($id: UUID!) { personById(id: $id) { ${person()} } }`, variables: { id: '{person}' },
    theirs: ({ personById }) => dated(their_person)(personById), ours: ({ person: r }) => dated(our_person)(r),
  },
  graphql_one_with_company: {
    document: `query($id: UUID!) { personById(id: $id) { ${person(`companyByCompanyId { ${company()} }`)} } }`,
    variables: { id: '{person}' },
    theirs: ({ personById: r }) => ({ ...their_person(r), of: company_content(r.companyByCompanyId) }),
    ours: ({ person: r }) => ({ ...our_person(r), of: company_content(r.company) }),
  },
  graphql_list: {
    document: people_page('query', `orderBy: PRIMARY_KEY_ASC, ${live}`),
    theirs: ({ allPeople }) => page(their_person)(allPeople), ours: ({ people }) => page(our_person)(people),
  },
  graphql_list_deep: {
    document: people_page('query($after: Cursor)', `after: $after, orderBy: PRIMARY_KEY_ASC, ${live}`),
    variables: { after: '{after_graphile}' },
    theirs: ({ allPeople }) => page(their_person)(allPeople), ours: ({ people }) => page(our_person)(people),
  },
  graphql_list_city: {
    document: people_page('query', 'orderBy: PRIMARY_KEY_ASC, condition: {deletedAt: null, city: "Berlin"}'),
    theirs: ({ allPeople }) => page(their_person)(allPeople), ours: ({ people }) => page(our_person)(people),
  },
  graphql_list_name: {
    document: people_page('query', `orderBy: [NAME_LAST_NAME_ASC, PRIMARY_KEY_ASC], ${live}`),
    theirs: ({ allPeople }) => page(their_person)(allPeople), ours: ({ people }) => page(our_person)(people),
  },
  graphql_count: {
    document: '{ allPeople(condition: {deletedAt: null, city: "Berlin", jobTitle: "Founder"}) { totalCount } }',
    theirs: ({ allPeople }) => allPeople.totalCount, ours: ({ people }) => people.totalCount,
  },
  graphql_levels: {
    document: `query($after: Cursor) { allCompanies(first: 20, after: $after, orderBy: PRIMARY_KEY_ASC, ${live}) { edges { node { ${company(
      `peopleByCompanyId(first: 20, orderBy: PRIMARY_KEY_ASC, ${live}) { edges { node { ${
        person('companyByCompanyId { id name employees }')} } } }`)} } } } }`,
    variables: { after: '{after_graphile_company}' },
    theirs: ({ allCompanies }) => levels(allCompanies, 'peopleByCompanyId', their_person, 'companyByCompanyId'),
    ours: ({ companies }) => levels(companies, 'people', our_person, 'company'),
  },
  graphql_create: {
    document: `mutation($input: CreatePersonInput!) { createPerson(input: $input) { person { ${person()} } } }`,
    // It has no rule for positions and no actor: both are given.
    variables: { input: { person: { position: 0, createdBySource: 'API', updatedBySource: 'API', nameFirstName: 'Ada', nameLastName: 'Moreau',
      emailsPrimaryEmail: 'ada-{unique}@new.example', jobTitle: 'Head of Purchasing', city: 'Berlin',
      companyId: `01900000-0000-7000-9000-${100000000000 + joined_company}` } } },
    theirs: ({ createPerson }) => without_id(their_person(createPerson.person)),
    ours: ({ createPerson }) => without_id(our_person(createPerson)),
  },
  graphql_update: {
    document: `mutation($input: UpdatePersonByIdInput!) { updatePersonById(input: $input) { person { ${person()} } } }`,
    variables: { input: { id: '{person}', personPatch: { jobTitle: 'Engineer {unique}' } } },
    theirs: ({ updatePersonById }) => their_person(updatePersonById.person), ours: ({ updatePerson }) => our_person(updatePerson),
  },
}

export const known = (question) => question.sql in twins
export const document_of = ({ sql }) => JSON.stringify({
  query: twins[sql].document.replace(/\s+/g, ' '), variables: twins[sql].variables })
export const theirs = ({ sql }, data) => JSON.parse(JSON.stringify(twins[sql].theirs(data)))
export const ours = ({ sql }, whole) => JSON.parse(JSON.stringify(twins[sql].ours(whole.data)))
