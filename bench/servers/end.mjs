// A server of the bench ends when whoever started it does: its standard input is closed then.
export function end_with_parent() {
  process.stdin.resume()
  process.stdin.on('end', () => process.exit(0))
}
