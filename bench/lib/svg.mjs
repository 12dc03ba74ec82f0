// A line chart as SVG, by hand: logarithmic or linear axes, one line a series, its name at its end.

const width = 720
const height = 420
const margin = { left: 78, right: 190, top: 44, bottom: 54 }
const colors = ['#1f5fbf', '#c2410c', '#15803d', '#7e22ce', '#475569']
const escape = (text) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const short = (value) => (value >= 1e6 ? `${value / 1e6}M` : value >= 1e4 ? `${value / 1e3}k` : String(Number(value.toPrecision(3))))

// Ticks of an axis that spans these values, and where a value lies between 0 and 1.
function logarithmic(values) {
  const least = Math.floor(Math.log10(Math.min(...values)) + 1e-9)
  const most = Math.max(least + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9))
  const ticks = Array.from({ length: most - least + 1 }, (_, i) => 10 ** (least + i))
  return { ticks, place: (value) => (Math.log10(value) - least) / (most - least) }
}

function linear(values) {
  const most = Math.max(...values, 1e-9)
  const unit = 10 ** Math.floor(Math.log10(most))
  const step = [0.2, 0.5, 1, 2].map((part) => part * unit).find((part) => most / part <= 6) ?? 2 * unit
  const count = Math.ceil(most / step)
  return { ticks: Array.from({ length: count + 1 }, (_, i) => i * step), place: (value) => value / (count * step) }
}

// The axis of what grows: a tick a step, the first and the last at the ends; steps close together share one.
function steps(values, log) {
  const ticks = [...new Set(values)].sort((a, b) => a - b)
  const scale = log ? Math.log10 : Number
  const [least, most] = [scale(ticks[0]), scale(ticks.at(-1))]
  const place = (value) => (most > least ? (scale(value) - least) / (most - least) : 0.5)
  return { ticks: ticks.filter((tick, i) => i === 0 || place(tick) - place(ticks[i - 1]) > 0.05), place }
}

/*
 * chart({title, x, y, log_x, log_y, lines: [{name, points: [[x, y], …]}]}). A logarithmic axis shows only what is above zero.
 */
export function chart({ title, x, y, log_x = true, log_y = true, lines: all }) {
  const drawn = ([a, b]) => Number.isFinite(b) && (!log_x || a > 0) && (!log_y || b > 0)
  const lines = all.map((line) => ({ ...line, points: line.points.filter(drawn) })).filter(({ points }) => points.length > 0)
  if (lines.length === 0) throw new Error(`${title}: nothing to draw`)
  const points = lines.flatMap((line) => line.points)
  const across = steps(points.map(([value]) => value), log_x)
  const up = (log_y ? logarithmic : linear)(points.map(([, value]) => value))
  const right = width - margin.right
  const bottom = height - margin.bottom
  const px = (value) => (margin.left + across.place(value) * (right - margin.left)).toFixed(1)
  const py = (value) => (bottom - up.place(value) * (bottom - margin.top)).toFixed(1)
  const out = [`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"` +
    ' font-family="sans-serif" font-size="12">', `<rect width="${width}" height="${height}" fill="#fff"/>`,
  `<text x="${margin.left}" y="24" font-size="15">${escape(title)}</text>`]
  for (const tick of across.ticks)
    out.push(`<line x1="${px(tick)}" y1="${margin.top}" x2="${px(tick)}" y2="${bottom}" stroke="#ddd"/>`,
      `<text x="${px(tick)}" y="${bottom + 18}" text-anchor="middle">${short(tick)}</text>`)
  for (const tick of up.ticks)
    out.push(`<line x1="${margin.left}" y1="${py(tick)}" x2="${right}" y2="${py(tick)}" stroke="#ddd"/>`,
      `<text x="${margin.left - 8}" y="${Number(py(tick)) + 4}" text-anchor="end">${short(tick)}</text>`)
  out.push(`<text x="${(margin.left + right) / 2}" y="${height - 14}" text-anchor="middle">${escape(x)}</text>`,
    `<text transform="translate(18 ${(margin.top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escape(y)}</text>`)
  // Names at the ends of the lines, each at least a line of text below the one above.
  const names = lines.map((line, i) => ({ i, name: line.name, at: Number(py(line.points.at(-1)[1])) + 4 })).sort((a, b) => a.at - b.at)
  names.forEach((label, i) => { if (i > 0) label.at = Math.max(label.at, names[i - 1].at + 15) })
  lines.forEach((line, i) => {
    const color = colors[i % colors.length]
    out.push(`<polyline fill="none" stroke="${color}" stroke-width="2" points="${
      line.points.map(([a, b]) => `${px(a)},${py(b)}`).join(' ')}"/>`,
    ...line.points.map(([a, b]) => `<circle cx="${px(a)}" cy="${py(b)}" r="3" fill="${color}"/>`))
  })
  for (const { i, name, at } of names)
    out.push(`<text x="${right + 10}" y="${at.toFixed(1)}" fill="${colors[i % colors.length]}">${escape(name)}</text>`)
  return `${[...out, '</svg>'].join('\n')}\n`
}
