// Memory of a process, in MB, as the kernel counts it.
import { readFileSync } from 'node:fs'

const field = (pid, name) =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024

// What it holds of its own: shared buffers, programs and libraries are not in it.
export const private_memory = (pid) => field(pid, 'RssAnon')
export const resident_memory = (pid) => field(pid, 'VmRSS')
