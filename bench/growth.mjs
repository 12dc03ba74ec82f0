// How requests cost more, or do not, as one thing grows: tables and pictures. Started by bench/run behind the other parts;
// ONLY='growth' asks for nothing else, ONLY='growth: fields' for one series.
import { writeFileSync } from 'node:fs'
import { clients } from './growth/clients.mjs'
import { data } from './growth/data.mjs'
import { model } from './growth/model.mjs'
import { forget_data, line, machine, only, RESULTS, say } from './lib/env.mjs'
import { stop_servers } from './lib/servers.mjs'
import { chart } from './lib/svg.mjs'

// How cost grows from a step to the next: 1 is in proportion to what grows, 0 not at all.
function exponents({ points }) {
  return points.slice(1).map(([x, y], i) => {
    const [before, rate] = points[i]
    return Math.log(rate / y) / Math.log(x / before)
  })
}

function remark(lines) {
  return lines.filter(({ points }) => points.length > 1).map(({ name, points }) => {
    const steps = exponents({ points })
    const whole = Math.log(points[0][1] / points.at(-1)[1]) / Math.log(points.at(-1)[0] / points[0][0])
    const worst = Math.max(...steps)
    return `${name}: time as n^${whole.toFixed(2)} over all, n^${worst.toFixed(2)} at the steepest step` +
      ` (${points[steps.indexOf(worst)][0]} to ${points[steps.indexOf(worst) + 1][0]})`
  }).join('; ')
}

const parts = []
for (const [name, measure] of Object.entries({ ...data, ...model, ...clients })) {
  if (!only.test(`growth: ${name}`)) continue
  forget_data()
  say(`growth: ${name}`)
  try {
    const got = await measure()
    writeFileSync(`${RESULTS}/growth_${got.name}.svg`, chart(got))
    const [head, ...rows] = got.table
    parts.push([`### ${got.title}`, '', `![${got.title}](growth_${got.name}.svg)`, '',
      ...[head, head.map(() => '---:'), ...rows].map(line), '', `${remark(got.lines)}.`].join('\n'))
  } catch (error) {
    say(`error: growth: ${name}: ${error.stack}`)
    process.exitCode = 1
  }
}
if (parts.length > 0) {
  const text = [`${machine()}.`, ...parts].join('\n\n')
  writeFileSync(`${RESULTS}/growth.md`, `${text}\n`)
  console.log(text)
}
stop_servers()
process.exit()
