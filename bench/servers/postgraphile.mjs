// Contender PostGraphile: version 4 over the tables of the bench, with the options its manual recommends for production.
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import pg from 'pg'
import { end_with_parent } from './end.mjs'

// A module of the older kind.
const { postgraphile } = createRequire(import.meta.url)('postgraphile')

// A table without columns, as a workspace has one, is no type of GraphQL.
const omit_empty = (builder) => builder.hook('build', (build) => {
  for (const table of build.pgIntrospectionResultsByKind.class)
    if (table.attributes.length === 0) table.tags.omit = true
  return build
})

const pool = new pg.Pool({ max: Number(process.env.POOL ?? 16) })
const handler = postgraphile(pool, 'bench', {
  appendPlugins: [omit_empty], graphiql: false, disableQueryLog: true, dynamicJson: true, setofFunctionsContainNulls: false, ignoreRBAC: true,
  legacyRelations: 'omit', watchPg: false, enableCors: false, retryOnInitFail: false, queryCacheMaxSize: 100 << 20,
})
const server = createServer(handler)
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
  console.log(`ready ${server.address().port}`)
  end_with_parent()
})
