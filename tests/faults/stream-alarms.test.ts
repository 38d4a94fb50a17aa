// Shorter, in `npm test`: packages/event-stream/tests/kafka-log-identity.test.ts, services/stitcher/tests/stream-alarms-command.test.ts
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { eventsTopic } from '@stitchlog/contracts'
import type { Admin } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ServiceProcess } from '../distributed/service-process.ts'
import { canRunStack } from '../distributed/temporary-stack.ts'
import { TestSystem } from '../distributed/test-system.ts'
import { processEnvironment } from '../process-environment.ts'

const within = { timeout: 180_000, interval: 200 }
const command = fileURLToPath(new URL('../../services/stitcher/stream-alarms-main.ts', import.meta.url))

describe.runIf(canRunStack())('what becomes of the stream behind the back of its stitchers', { timeout: 600_000 }, () => {
  let system: TestSystem
  let admin: Admin
  let ingest: ServiceProcess
  const stitchers: ServiceProcess[] = []
  let headers: Record<string, string>

  beforeAll(async () => {
    system = await TestSystem.startOnSharedBroker()
    ingest = await system.startService('ingest')
    stitchers.push(await system.startService('stitcher'), await system.startService('stitcher'))
    await Promise.all([ingest, ...stitchers].map((service) => service.ready()))
    headers = { authorization: `Bearer ${await system.tokenFor(['acme'])}`, 'content-type': 'application/json' }
    const answer = await fetch(`${ingest.address}/v1/networks/acme/tracking`, { method: 'PUT', headers, body: '{"enabled":true}' })
    expect(answer.status).toBe(200)
    admin = system.kafka.admin()
    await admin.connect()
  })
  afterAll(async () => {
    await admin?.disconnect()
    await system?.stop()
  })

  /** Users who are each active once; resolves when all of them are accepted. */
  async function send(users: readonly string[]): Promise<void> {
    const events = users.map((userId) => ({ networkId: 'acme', userId, device: 'web', timeZone: 'Europe/Amsterdam', occurredAt: Date.now() }))
    await vi.waitFor(async () => {
      const answer = await fetch(`${ingest.address}/v1/events`, { method: 'POST', headers, body: JSON.stringify({ events }) })
      expect(JSON.parse(await answer.text())).toMatchObject({ accepted: users.length })
    }, within)
  }

  const usersOf = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name} ${index}`)
  const expectShown = async (users: readonly string[]) => {
    await vi.waitFor(
      async () => {
        const shown = new Set((await system.sessionParts()).map(({ userId }) => userId))
        expect(users.filter((user) => !shown.has(user))).toEqual([])
        // Everything is read each time.
      },
      { ...within, interval: 1000 },
    )
  }

  async function stateOf(stitcher: ServiceProcess): Promise<string> {
    const answer = await fetch(`${stitcher.address}/readyz`)
    const body: { status?: string; detail?: string } = JSON.parse(await answer.text())
    return answer.ok ? 'ready' : (body.detail ?? '')
  }

  async function metric(name: string): Promise<number> {
    const pages = await Promise.all(stitchers.map(async ({ address }) => (await fetch(`${address}/metrics`)).text()))
    return pages.reduce((sum, page) => sum + Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(page)?.[1] ?? 0), 0)
  }

  async function streamAlarms(...args: string[]): Promise<{ status: number; lines: string[]; errors: string }> {
    const env = { ...processEnvironment, CLICKHOUSE_URL: system.stack.environment.CLICKHOUSE_URL }
    const child = spawn(process.execPath, [command, ...args], { env })
    const [output, errors, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
    return { status, lines: output.split('\n').filter(Boolean), errors }
  }

  test('a topic that was deleted and made anew is read from its beginning, and every stitcher says so until somebody acknowledges it', async () => {
    const old = usersOf('old', 220)
    await send(old)
    await expectShown(old)
    await system.workedOff(180_000)
    await admin.deleteTopics({ topics: [eventsTopic] })
    await vi.waitFor(async () => {
      await admin.createTopics({ topics: [{ topic: eventsTopic, numPartitions: 6 }] })
      expect(await admin.fetchTopicOffsets(eventsTopic)).toHaveLength(6)
    }, within)
    const accepted = usersOf('new', 500)
    await send(accepted)
    await expectShown(accepted)

    for (const stitcher of stitchers) await vi.waitFor(async () => expect(await stateOf(stitcher)).toContain('log-replaced in partition'), within)
    expect(await metric('stitchlog_stitcher_logs_replaced_total')).toBeGreaterThan(0)
    const { lines } = await streamAlarms('list')
    expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({ kind: 'log-replaced', topic: eventsTopic, readFrom: 0 })

    // Whether or not the one that met it still runs.
    await Promise.all(stitchers.map((stitcher) => stitcher.restart(false)))
    for (const stitcher of stitchers) await vi.waitFor(async () => expect(await stateOf(stitcher)).toContain('log-replaced in partition'), within)
    // Several partitions were read, each with an alarm of its own.
    const [first = '{}', ...others] = lines
    expect(others.length).toBeGreaterThan(0)
    const { alarmId } = JSON.parse(first)
    expect((await streamAlarms('acknowledge', '--id', alarmId)).lines).toEqual(['1 acknowledged'])
    expect((await streamAlarms('list')).lines).toEqual(others)
    expect((await streamAlarms('acknowledge', '--all')).lines).toEqual([`${others.length} acknowledged`])
    await Promise.all(stitchers.map((stitcher) => stitcher.ready()))
    expect((await streamAlarms('list')).lines).toEqual([])
  })

  test('records that were deleted before they were read are counted and named', async () => {
    await system.workedOff(180_000)
    await Promise.all(stitchers.splice(0).map((stitcher) => stitcher.stop()))
    await send(usersOf('late', 100))
    const ends = await admin.fetchTopicOffsets(eventsTopic)
    const [committed] = await admin.fetchOffsets({ groupId: 'stitchlog-stitcher', topics: [eventsTopic] })
    const positions = new Map(committed?.partitions.map(({ partition, offset }) => [partition, Number(offset)]))
    const unread = ends.reduce((sum, { partition, high }) => sum + Number(high) - (positions.get(partition) ?? 0), 0)
    expect(unread).toBe(100)
    await admin.deleteTopicRecords({ topic: eventsTopic, partitions: ends.map(({ partition, high }) => ({ partition, offset: high })) })
    stitchers.push(await system.startService('stitcher'), await system.startService('stitcher'))
    await Promise.all(stitchers.map((stitcher) => stitcher.alive()))
    await vi.waitFor(async () => expect(await metric('stitchlog_stitcher_records_gone_total')).toBe(unread), within)
    for (const stitcher of stitchers) await vi.waitFor(async () => expect(await stateOf(stitcher)).toContain('records-gone in partition'), within)
    const [first = '{}', ...others] = (await streamAlarms('list')).lines
    const { alarmId } = JSON.parse(first)
    expect((await streamAlarms('acknowledge', '--id', alarmId)).lines).toEqual(['1 acknowledged'])
    expect((await streamAlarms('list')).lines).toEqual(others)
    await streamAlarms('acknowledge', '--all')
    await Promise.all(stitchers.map((stitcher) => stitcher.ready()))
    const afterwards = usersOf('afterwards', 20)
    await send(afterwards)
    await expectShown(afterwards)
  })
})
