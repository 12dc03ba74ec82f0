// 500 requests of different shapes: each compiles to a statement of its own. Reads of three objects by REST and GraphQL.
const columns = ['createdAt', 'updatedAt', 'position', 'name.firstName', 'name.lastName', 'emails.primaryEmail', 'jobTitle', 'city',
  'avatarUrl', 'companyId']
const orders = ['createdAt', 'updatedAt', 'position', 'name.firstName', 'name.lastName', 'emails.primaryEmail', 'jobTitle', 'city']
const filters = [`city[eq]:"Berlin"`, `jobTitle[ilike]:"%chief%"`, 'position[lte]:500', `name.firstName[in]:["Ada","Mei"]`,
  'companyId[is]:NOT_NULL', 'createdAt[gte]:2024-01-01', `company.name[startsWith]:"Company 1"`, `not(city[eq]:"Paris")`]
const selected = ['id', 'createdAt', 'position', 'name { firstName lastName }', 'emails { primaryEmail }', 'jobTitle', 'city',
  'company { id name }']
const id = (n) => `01900000-0000-7000-8000-${100000000000 + n}`
const list = (parameters) => ({ method: 'GET', target: `/rest/people?limit=10&count=none&${parameters.map(([name, value]) =>
  `${name}=${encodeURIComponent(value)}`).join('&')}` })
// The members of a list whose bits are set, at least one.
const some = (all, bits) => all.filter((_, i) => (bits >> i) & 1)

export function shapes(people) {
  const out = []
  for (let bits = 1; bits <= 200; ++bits)
    out.push({ method: 'GET', target: `/rest/people/${id(1 + bits * 7 % people)}?depth=0&fields=${some(columns, bits).join(',')}` })
  for (const filter of filters)
    for (const depth of [0, 1]) out.push(list([['depth', depth], ['filter', filter]]))
  for (const filter of filters)
    for (const other of filters) if (filter < other) out.push(list([['depth', 0], ['filter', `${filter},${other}`]]))
  for (const filter of filters)
    for (const other of filters) if (filter < other) out.push(list([['depth', 0], ['filter', `or(${filter},${other})`]]))
  for (const order of orders) out.push(list([['depth', 0], ['order_by', order], ['filter', 'position[lte]:500']]))
  for (let bits = 1; out.length < 500; ++bits)
    out.push({ method: 'POST', target: '/graphql', body: JSON.stringify({
      query: `{ people(first: ${1 + bits % 10}) { edges { node { ${some(selected, 1 + bits % 255).join(' ')} } } ${
        bits > 255 ? 'pageInfo { hasNextPage }' : ''} } }` }) })
  return out
}
