// Whether contenders answer a question alike: the same members with the same values.
import { isDeepStrictEqual } from 'node:util'
import { draws } from '../questions.mjs'
import { people } from './env.mjs'

// Cursors are each contender's own.
const own = ['startCursor', 'endCursor', 'cursor']

// Blanks the members that differ from one contender, or one write, to the next.
const masked = (value, names) => JSON.parse(JSON.stringify(value), (name, inner) => (names.includes(name) ? '*' : inner))

function difference(a, b, path = '') {
  if (isDeepStrictEqual(a, b)) return null
  if (a && b && typeof a === 'object' && typeof b === 'object' && Array.isArray(a) === Array.isArray(b)) {
    for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = difference(a[name], b[name], `${path}/${name}`)
      if (found) return found
    }
  }
  return `${path}: ${JSON.stringify(a)?.slice(0, 200)} and ${JSON.stringify(b)?.slice(0, 200)}`
}

// Which records are asked about, as parts of all.
const asked_about = process.env.COMPARE_ONLY ? [0.37] : [0, 0.37, 1]

// Throws unless all contenders that know the question answer it alike.
export async function compare(question, contenders) {
  for (const part of asked_about) {
    const numbers = Object.fromEntries(Object.entries(draws).map(([name, most]) =>
      [name, 1 + Math.floor(part * (most(people) - 1))]))
    let first
    for (const [name, contender] of Object.entries(contenders)) {
      if (!contender.knows(question)) continue
      const answer = masked(await contender.answer(question, numbers), [...own, ...(question.varies ?? [])])
      first ??= { name, answer, whole: answer }
      const seen = contender.part ? contender.part(question, first.whole) : first.answer
      const found = difference(seen, answer)
      if (found) throw new Error(`${question.name}: ${first.name} and ${name} differ at ${found}`)
    }
  }
}
