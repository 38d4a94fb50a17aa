import { readFileSync } from 'node:fs'

/** The kernel counts in these, on every architecture that Linux has. */
const ticksPerSecond = 100

export interface CpuSeconds {
  readonly user: number
  readonly system: number
}

/** What a process has used so far, its threads included, as the operating system counts it; to 10 ms. */
export function cpuSecondsOf(pid: number | undefined): CpuSeconds {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return { user: Number(fields[11]) / ticksPerSecond, system: Number(fields[12]) / ticksPerSecond }
}

/** What the ended children of this process have used, and theirs. */
export function cpuSecondsOfChildren(): CpuSeconds {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return { user: Number(fields[13]) / ticksPerSecond, system: Number(fields[14]) / ticksPerSecond }
}

/** The most memory that a process has had resident so far, in MiB. */
export function peakMiBOf(pid: number | undefined): number {
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024)
}

/** The value below which a share of the values lies; of none it is 0. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? 0
}
