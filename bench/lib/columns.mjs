// The columns of people and companies that a record of theirs is made of, as PostGraphile names them.
import { query } from './env.mjs'

const camel = (name) => name.replace(/_+([a-z0-9])/g, (_, letter) => letter.toUpperCase())
const of = (relation) => query(`SELECT attname FROM pg_attribute WHERE attrelid = 'bench.${relation}'::regclass AND attnum > 0
    AND NOT attisdropped AND attname <> 'search_vector' ORDER BY attnum`).split('\n').map(camel).join(' ')

export const columns = { person: of('people'), company: of('companies') }
