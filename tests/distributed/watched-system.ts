import { mkdtempSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import type { ServiceProcess } from './service-process.ts'
import { TestSystem } from './test-system.ts'

// Names that nobody else has show whether anything that is said of a fault names people.
export const network = 'zebra-network'
export const user = 'xylophone-user'

/** A whole system with one service of each kind that takes or gives, and what whoever is on call sees of them: /readyz, the metrics and the log. */
export interface WatchedSystem {
  readonly system: TestSystem
  readonly ingest: ServiceProcess
  readonly stitcher: ServiceProcess
  readonly query: ServiceProcess
  readonly headers: Readonly<Record<string, string>>
}

export async function startWatchedSystem(): Promise<WatchedSystem> {
  const exportFolder = mkdtempSync(join(tmpdir(), 'stitchlog-ledger-'))
  const system = await TestSystem.startOnSharedBroker({
    KAFKA_PARTITIONS: '2',
    STITCHLOG_CANARY_SECONDS: '1',
    STITCHLOG_LEDGER_EXPORT_DIR: exportFolder,
  })
  const ingest = await system.startService('ingest')
  const stitcher = await system.startService('stitcher')
  const query = await system.startService('query')
  await Promise.all([ingest.ready(), stitcher.ready(), query.ready()])
  const headers = { authorization: `Bearer ${await system.tokenFor([network])}`, 'content-type': 'application/json' }
  await fetch(`${ingest.address}/v1/networks/${network}/tracking`, { method: 'PUT', headers, body: '{"enabled":true}' })
  return { system, ingest, stitcher, query, headers }
}

export const comesTrue = (assertion: () => Promise<void>) => vi.waitFor(assertion, { timeout: 180_000, interval: 100 })

export async function readinessOf({ address }: ServiceProcess): Promise<string> {
  const answer = await fetch(`${address}/readyz`)
  return `${answer.status} ${await answer.text()}`
}

/** The sum of a metric's samples whose labels have all of these; undefined if there is none. */
export async function metric({ address }: ServiceProcess, name: string, labels = ''): Promise<number | undefined> {
  const lines = (await (await fetch(`${address}/metrics`)).text()).split('\n')
  const samples = lines.filter((line) => (line.startsWith(`${name} `) || line.startsWith(`${name}{`)) && line.includes(labels))
  return samples.length === 0 ? undefined : samples.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}

/** Sends heartbeats of so many people. */
export async function sendTo({ ingest, headers }: WatchedSystem, count: number): Promise<Response> {
  const events = Array.from({ length: count }, (_, nth) => {
    return { networkId: network, userId: `${user}-${nth}`, device: 'web', timeZone: 'Europe/Amsterdam', occurredAt: Date.now() }
  })
  return await fetch(`${ingest.address}/v1/events`, { method: 'POST', headers, body: JSON.stringify({ events }) })
}

/** What all processes of a service have logged, as far as it is in their files, where it comes some time after it happened. */
export async function linesOf({ system }: WatchedSystem, service: string): Promise<Record<string, unknown>[]> {
  const folder = join(system.folder, 'logs')
  const files = (await readdir(folder)).filter((file) => file.startsWith(service))
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  // Behind the last line end there may be half a line.
  const lines = texts.flatMap((text) => text.split('\n').slice(0, -1))
  return lines.flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))
}
