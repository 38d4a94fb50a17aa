import { fileURLToPath } from 'node:url'
import { deadLetterTopic, eventsTopic } from '@stitchlog/contracts'
import { appendTrackingChanges } from '@stitchlog/store'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runInTurnBeside } from '../run-command.ts'
import { javaProduce } from './java-produce.ts'
import { canRunStack } from './temporary-stack.ts'
import { TestSystem } from './test-system.ts'

const deadLettersMain = fileURLToPath(new URL('../../services/stitcher/dead-letters-main.ts', import.meta.url))

const event = (userId: string, fields: object = {}) =>
  JSON.stringify({ networkId: 'acme', userId, device: 'web', timeZone: 'Europe/Berlin', occurredAt: Date.now() - 60_000, ...fields })

describe.runIf(canRunStack())('poisonous records', () => {
  let system: TestSystem

  beforeAll(async () => {
    system = await TestSystem.startOnSharedBroker()
    const ingest = await system.startService('ingest')
    await ingest.ready()
    const [on, erase] = [Date.now() - 3_600_000, Date.now() + 3_600_000]
    await appendTrackingChanges(system.store, [
      { networkId: 'acme', change: 'on', at: on, changeId: '1' },
      // As if asked for in an hour: who is erased then leaves no dead letter now.
      { networkId: 'acme', change: 'erase', userId: 'erased', at: erase, changeId: '2' },
      { networkId: 'off', change: 'on', at: on, changeId: '1' },
      { networkId: 'off', change: 'off', at: on + 1000, changeId: '2' },
    ])
    await system.takeLargeRecords()
  })
  afterAll(async () => {
    await system?.stop()
  })

  test('stop nothing and lose nothing', { timeout: 600_000 }, async () => {
    const kept: (string | Buffer)[] = [
      Buffer.from([0xff, 0xfe, 0, 1]),
      'rubbish',
      '',
      '[]',
      '['.repeat(200_000),
      '{"a":'.repeat(50_000),
      `{"networkId":${'9'.repeat(5000)}}`,
      event('strange', { timeZone: 'Europe/Atlantis' }),
      event('strange', { timeZone: 7 }),
      event('strange', { occurredAt: 'now' }),
      event('strange', { receivedAt: null }),
      event('strange', { occurredAt: -1 }),
      event('\u0000'),
      Buffer.alloc(5_000_000, 'x'),
    ]
    const counted = [
      event('erased', { timeZone: 'Europe/Atlantis' }),
      JSON.stringify({ networkId: 'off', userId: 'u', device: 'web', timeZone: 'Europe/Atlantis', occurredAt: Date.now() }),
      JSON.stringify({ networkId: 'never on', device: 'fridge' }),
    ]
    const good = [
      event('no receipt'),
      event('unknown keys', { extra: { deep: [[[1]]] } }),
      event('future receipt', { receivedAt: 4_102_444_799_999 }),
    ]
    const producer = system.kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
    await producer.connect()
    for (const value of [...kept, ...counted, ...good])
      await producer.send({ topic: eventsTopic, messages: [{ value, headers: { some: 'header' } }] })
    for (const partition of [0, 1, 2]) {
      const messages = [{ value: null }, { value: event(`after null ${partition}`), key: null }, { value: null }].map((message) => ({
        ...message,
        partition,
      }))
      await producer.send({ topic: eventsTopic, messages })
    }
    await producer.disconnect()
    await javaProduce(system.stack.environment.KAFKA_BROKERS, event('batch'), 100_000)

    const stitcher = await system.startService('stitcher')
    await stitcher.ready()
    await system.workedOff(180_000)
    const pid = stitcher.pid
    const users = new Set((await system.sessionParts()).map(({ userId }) => userId))
    expect([...users].sort()).toEqual(
      ['after null 0', 'after null 1', 'after null 2', 'batch', 'future receipt', 'no receipt', 'unknown keys'].sort(),
    )
    const letters = await system.readTopic(deadLetterTopic)
    const whole = letters.filter(({ header }) => header('source.bytes') === undefined).map(({ value }) => value?.toString('latin1'))
    expect(whole.sort()).toEqual(
      kept
        .slice(0, -1)
        .map((value) => Buffer.from(value).toString('latin1'))
        .sort(),
    )
    const [cut] = letters.filter(({ header }) => header('source.bytes') !== undefined)
    expect(cut?.header('source.bytes')).toBe('5000000')
    expect(cut?.value?.length).toBeGreaterThan(500_000)
    for (const { header } of letters) {
      expect(['malformed', 'unknown-time-zone']).toContain(header('reason'))
      expect(header('source.topic')).toBe(eventsTopic)
      expect(Number(header('source.timestamp'))).toBeGreaterThan(Date.now() - 600_000)
    }
    const metrics = await (await fetch(`${stitcher.address}/metrics`)).text()
    expect(metrics).toContain(`stitchlog_stitcher_events_dropped_total{reason="unknown-time-zone"} 3`)
    // It was one process all along.
    expect(stitcher.pid).toBe(pid)
  })

  test('can be looked at, and put back as received when they were first', { timeout: 600_000 }, async () => {
    const environment = { KAFKA_BROKERS: system.stack.environment.KAFKA_BROKERS }
    /** Commands in one process: most of what one costs is its start. */
    const inTurn = async (...commands: string[][]) =>
      await runInTurnBeside(
        deadLettersMain,
        commands.map((args) => ({ args, environment })),
      )
    const run = async (...args: string[]) => {
      const [outcome] = await inTurn(args)
      if (outcome === undefined) throw new Error('it did not run')
      return outcome
    }
    const listed = await run('list', '--reason', 'unknown-time-zone')
    expect(listed.stderr).toBe('')
    const lines = listed.stdout.trim().split('\n')
    expect(lines).toHaveLength(1)
    const [{ at, value }] = lines.map((line): Record<string, string> => JSON.parse(line)) as [Record<string, string>]
    expect(JSON.parse(value ?? '').timeZone).toBe('Europe/Atlantis')

    const left = '0 put back, 1 left because this version cannot read them either\n'
    expect((await run('put-back', '--at', at ?? '')).stdout, 'it would come back as another one').toBe(left)
    // As if an update knew the zone by now.
    const letters = await system.readTopic(deadLetterTopic)
    const [unread] = letters.filter(({ header }) => header('reason') === 'unknown-time-zone')
    const names = ['reason', 'source.topic', 'source.partition', 'source.offset', 'source.timestamp']
    const headers = Object.fromEntries(names.map((name) => [name, unread?.header(name) ?? '']))
    const producer = system.kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
    await producer.connect()
    await producer.send({ topic: deadLetterTopic, messages: [{ value: value?.replace('Atlantis', 'Athens') ?? '', headers }] })
    await producer.disconnect()
    const putBack = ['put-back', '--reason', 'unknown-time-zone']
    expect((await run(...putBack)).stdout).toBe('1 put back, 1 left because this version cannot read them either\n')
    await system.workedOff(180_000)
    const [part] = (await system.sessionParts()).filter(({ userId }) => userId === 'strange')
    expect(part?.startedAt).toBe(JSON.parse(value ?? '').occurredAt)
    const [again, closed, listing, unknown] = await inTurn(putBack, ['close', '--reason', 'malformed'], ['list', '--all'], ['throw-away'])
    expect(again?.stdout, 'nothing twice').toBe('0 put back, 1 left because this version cannot read them either, 1 put back or closed before\n')
    expect(closed?.stdout).toBe('13 closed\n')
    const all = listing?.stdout.trim().split('\n') ?? []
    expect(
      Map.groupBy(all, (line) => JSON.parse(line).closedAs ?? 'open')
        .entries()
        .map(([as, lines]) => `${lines.length} ${as}`)
        .toArray()
        .sort(),
    ).toEqual(['1 open', '1 put-back', '13 closed'])
    expect(unknown?.status).toBe(1)
    expect(unknown?.stderr).toContain('usage: npm run dead-letters')
  })
})
