import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { deadLetterTopic, eventsTopic, stitcherGroup } from '@stitchlog/contracts'
import { closeDeadLetters, readDeadLetters, setTopicSettings } from '@stitchlog/event-stream/kafka'
import { acknowledgeStreamAlarms, openHttpStore, prepareDatabase, raiseStreamAlarm, readStreamAlarms, type Store } from '@stitchlog/store'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { examine, type Installation, mend } from '../../services/commands/doctor/doctor.ts'
import type { Check } from '../../services/commands/doctor/finding.ts'
import { processEnvironment } from '../process-environment.ts'
import { isThorough } from '../rounds.ts'
import { runInTurnBeside } from '../run-command.ts'
import { canRunStack } from './temporary-stack.ts'
import { TestSystem } from './test-system.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe.runIf(canRunStack())('the doctor', { timeout: 600_000 }, () => {
  let system: TestSystem
  let store: Store
  const retention = { retentionDays: 400, accessLogRetentionDays: 400 }
  const agreed = [{ name: 'retention-days', value: '400' }] as const

  beforeAll(async () => {
    system = await TestSystem.startOnSharedBroker()
    store = openHttpStore({ url: system.environment['CLICKHOUSE_URL'] ?? '', user: 'default', password: '', database: 'default' })
  })
  afterAll(async () => {
    await store?.close()
    await system?.stop()
  })

  const installation = (): Installation => ({
    database: { store, agreed, ...retention, now: Date.now },
    stream: {
      kafka: { brokers: [`127.0.0.1:${system.kafkaProxies[0]?.port}`] },
      topics: { partitions: 2, replicationFactor: undefined },
      now: Date.now,
    },
    services: [],
    wantedNode: process.versions.node,
    now: Date.now,
  })

  /** What is said of a check, but for what is fine. */
  async function said(check: Check, of: Installation = installation()): Promise<string[]> {
    const { findings } = await examine(of)
    return findings.flatMap((finding) => (finding.check === check && finding.severity !== 'fine' ? [`${finding.severity}: ${finding.what}`] : []))
  }

  /** A broker tells of topics and their settings some time after it was told of them. */
  const becomesSaid = (check: Check, expected: readonly unknown[]) => expect.poll(() => said(check)).toEqual(expected)

  async function fix(): Promise<string[]> {
    const lines: string[] = []
    await mend((await examine(installation())).findings, (line) => lines.push(line))
    return lines
  }

  const commandEnvironment = () => ({
    ...system.environment,
    STITCHLOG_TOKEN_SECRET: 'hush hush hush hush hush hush hush',
    STITCHLOG_BACKUP_DIR: join(system.folder, 'backups'),
  })

  /** Not spawnSync: the network between the command and the servers is in this process. */
  async function runCommand(file: string, args: readonly string[]) {
    const child = spawn(process.execPath, [join(root, file), ...args], {
      env: { ...processEnvironment, ...commandEnvironment() },
    })
    const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
    return { status, stdout, stderr }
  }

  const execute = (statement: string) => system.store.queries.execute(statement)

  test('of an empty installation names what is missing, and makes it', async () => {
    expect(await said('schema')).toEqual([expect.stringMatching(/^critical: The schema lacks \d+ of this version's migrations, the first is 0001-/)])
    const ledgerExportFolder = mkdtempSync(join(tmpdir(), 'stitchlog-doctor-'))
    writeFileSync(join(ledgerExportFolder, 'ledger-a.ndjson'), '{"ledgerExport":1,"installation":"i"}\n{}\n')
    const beside = { ...installation(), database: { store, agreed, ...retention, now: Date.now, ledgerExportFolder } }
    const lost = (await examine(beside)).findings.filter(({ check }) => check === 'schema')
    expect(lost).toEqual([
      expect.objectContaining({ severity: 'critical', what: 'The database has no tables, but its ledger export has entries: it was lost.' }),
    ])
    expect(lost[0]?.fix, 'nothing that --fix would mend').toBe(undefined)
    expect(await said('topics')).toEqual(
      [eventsTopic, deadLetterTopic].map((topic) => `critical: The topic ${topic} is not there, or this login may not see it.`),
    )
    expect(await fix()).toHaveLength(3)
    expect(await said('schema')).toEqual([])
    await becomesSaid('topics', [])
    await prepareDatabase(system.store, { service: 'test', settings: agreed, writesThrough: true, now: Date.now })
    expect(await said('rollup')).toEqual(['critical: No rollup has ever finished.'])
    expect(await said('ttl')).toEqual(
      ['session_spans', 'user_days', 'access_log'].map((table) =>
        expect.stringMatching(
          new RegExp(`^warning: The TTL of ${table} is not set, and has to be toDateTime\\(\\w+\\) \\+ toIntervalDay\\(402\\), `),
        ),
      ),
    )
    await fix()
    const left = (await examine(installation())).findings.filter(({ severity }) => severity !== 'fine')
    expect(left.map(({ check }) => check)).toEqual(['ledger-export', 'backup', 'group'])
  })

  test('names a setting, a migration and a TTL that are not those of this version', async () => {
    const other = { ...installation(), database: { store, agreed: [{ name: 'retention-days', value: '30' }] as const, ...retention, now: Date.now } }
    expect(await said('settings', other)).toEqual(['critical: STITCHLOG_RETENTION_DAYS is 30 here, but 400 in all services of this database.'])
    await execute("INSERT INTO schema_migrations (name) SELECT '9000-later'")
    expect(await said('schema')).toEqual(['warning: A later version has changed the database: 9000-later.'])
    await execute("ALTER TABLE schema_migrations DELETE WHERE name = '9000-later' SETTINGS mutations_sync = 2")
    await execute('ALTER TABLE user_days MODIFY TTL toDateTime(first_at) + toIntervalDay(7)')
    expect(await said('ttl')).toEqual([
      'warning: The TTL of user_days is toDateTime(first_at) + toIntervalDay(7), and has to be toDateTime(first_at) + toIntervalDay(402), by the retention in force.',
    ])
    expect(await fix()).toEqual(['Mended: ttl: the TTL of user_days is toDateTime(first_at) + toIntervalDay(402).'])
    expect(await said('ttl')).toEqual([])
  })

  test('names erasures that are older than promised, and has them swept', async () => {
    await execute(`
      INSERT INTO tracking_ledger (network_id, at, change_id, change, user_id, inserted_at)
      SELECT 'acme', now64(3) - INTERVAL 3 HOUR, 'old', 'erase', 'anna', now64(3) - INTERVAL 3 HOUR`)
    await execute("ALTER TABLE rollup_runs UPDATE kind = 'refresh' WHERE kind = 'full' SETTINGS mutations_sync = 2")
    expect(await said('erasures')).toEqual(['critical: 1 erasure has not been swept from the disk, the oldest for 3 hours; the promise is one.'])
    expect(await fix()).toEqual([expect.stringMatching(/^Mended: erasures: /)])
    expect(await said('erasures')).toEqual([])
  })

  test('names an overview that stands still, a clock that is off, and alarms', async () => {
    const later = Date.now() + 3_600_000
    const of = installation()
    const database = { store, agreed, ...retention, now: () => later }
    expect(await said('rollup', { ...of, database })).toEqual([
      expect.stringMatching(/^warning: The overview has stood still for (59|60) minutes\.$/),
    ])
    expect(await said('clock', { ...of, database })).toEqual([
      expect.stringMatching(/^critical: The clock of ClickHouse is 3[56]\d\d\.\d s behind this machine's\.$/),
    ])
    await raiseStreamAlarm(system.store, {
      alarmId: 'e2b4f6a8-0000-4000-8000-000000000000',
      raisedAt: Date.now(),
      topic: eventsTopic,
      kind: 'records-gone',
      partition: 0,
      expectedOffset: 1n,
      readFrom: 2n,
    })
    expect(await said('stream-alarms')).toEqual(['critical: 1 alarm about the event stream is not acknowledged: records-gone.'])
    await acknowledgeStreamAlarms(
      system.store,
      (await readStreamAlarms(system.store)).map(({ alarmId }) => alarmId),
      Date.now(),
    )
  })

  test('names settings of topics, too few partitions, a group without members, what waits, and dead letters', async () => {
    await setTopicSettings(system.kafka, eventsTopic, { 'message.timestamp.type': 'CreateTime', 'retention.ms': '1000' })
    await becomesSaid('topics', [
      expect.stringMatching(/^critical: retention\.ms of activity\.events is 1000 instead of 604800000: raw events are gone after 1 s, /),
      expect.stringMatching(/^critical: message\.timestamp\.type of activity\.events is CreateTime instead of LogAppendTime: producers choose/),
    ])
    expect(await fix()).toContainEqual(expect.stringMatching(/^Mended: topics: retention\.ms of activity\.events was 1000, and is 604800000\. /))
    await becomesSaid('topics', [])
    const of = installation()
    const stream = {
      kafka: of.stream?.kafka ?? { brokers: [] },
      topics: { partitions: 3, replicationFactor: undefined },
      now: () => Date.now() + 120_000,
    }
    expect(await said('partitions', { ...of, stream })).toEqual(['warning: The event topic has 2 partitions, and KAFKA_PARTITIONS says 3.'])
    expect(await said('group')).toEqual(['critical: No stitcher is a member of the consumer group: nothing is stored.'])
    const producer = system.kafka.producer()
    await producer.connect()
    await producer.send({ topic: eventsTopic, messages: [{ value: '{}' }, { value: '{}' }] })
    const letter = (value: string, reason: string) => ({
      value,
      headers: { reason, 'source.topic': eventsTopic, 'source.partition': '0', 'source.offset': '0', 'source.timestamp': '0' },
    })
    await producer.send({ topic: deadLetterTopic, messages: [letter('x', 'malformed'), letter('y', 'malformed'), letter('z', 'unknown-time-zone')] })
    expect(await said('lag', { ...of, stream })).toEqual([
      expect.stringMatching(/^warning: 2 records have not been stored, the oldest for at least \d+ s/),
    ])
    expect(await said('dead-letters')).toEqual([
      `warning: 3 records could not be understood, and wait in ${deadLetterTopic}: 2 malformed, 1 unknown-time-zone.`,
    ])
    const malformed = await readDeadLetters(system.kafka, deadLetterTopic, ({ reason }) => reason === 'malformed')
    await closeDeadLetters(system.kafka, deadLetterTopic, malformed, 'closed')
    expect(await said('dead-letters')).toEqual([`warning: 1 record could not be understood, and waits in ${deadLetterTopic}: 1 unknown-time-zone.`])
    await closeDeadLetters(system.kafka, deadLetterTopic, await readDeadLetters(system.kafka, deadLetterTopic), 'closed')
    expect(await said('dead-letters')).toEqual([])
    await producer.send({ topic: deadLetterTopic, messages: [letter('later', 'malformed')] })
    expect(await said('dead-letters'), 'what is closed hides nothing new').toEqual([
      `warning: 1 record could not be understood, and waits in ${deadLetterTopic}: 1 malformed.`,
    ])
    await producer.disconnect()
  })

  // Every day `services/commands/doctor/examine-stream.test.ts` is told of such partitions.
  if (isThorough)
    test('names partitions that no member of the group has', async () => {
      const member = system.kafka.consumer({ groupId: stitcherGroup })
      const joined = new Promise((resolve) => member.on(member.events.GROUP_JOIN, resolve))
      await member.connect()
      await member.subscribe({ topics: [eventsTopic] })
      await member.run({ autoCommit: false, eachBatch: async () => {} })
      await joined
      expect(await said('group')).toEqual([])
      const admin = system.kafka.admin()
      await admin.connect()
      await admin.createPartitions({ topicPartitions: [{ topic: eventsTopic, count: 3 }] })
      await admin.disconnect()
      await vi.waitFor(async () => expect(await said('group')).toEqual(['warning: No stitcher has partition 2: the events there wait.']), 60_000)
      await member.disconnect()
    })

  test('names a login that Kafka refuses', async () => {
    const { stream, ...of } = installation()
    const sasl = { mechanism: 'plain', username: 'anna', password: 'hush' } as const
    const refused = { ...of, stream: stream && { ...stream, kafka: { ...stream.kafka, sasl } } }
    expect(await said('brokers', refused)).toEqual([expect.stringMatching(/^critical: Kafka refuses this login \(.*ILLEGAL_SASL_STATE/)])
  })

  // Every day `services/commands/doctor/database-errors.test.ts` is told of what is away, and the test before asks a Kafka that answers badly.
  if (isThorough)
    test('names what is away', async () => {
      for (const proxy of [...system.kafkaProxies, system.clickHouseProxy]) proxy.weather = 'refusing'
      expect(await said('database')).toEqual([expect.stringMatching(/^critical: ClickHouse is away \((ECONNRESET|EPIPE|.*socket.*)\)\.$/)])
      expect(await said('brokers')).toEqual([expect.stringMatching(/^critical: Kafka is away \(.*\)\.$/)])
      for (const proxy of [...system.kafkaProxies, system.clickHouseProxy]) proxy.weather = 'clear'
    })

  test('as a command tells it as text or JSON, with a status, and bundles it without secrets', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stitchlog-doctor-'))
    const bundle = join(folder, 'bundle.json')
    const run = (...args: string[]) => runCommand('services/commands/doctor-main.ts', args)
    try {
      const plain = await run('--bundle', bundle)
      expect([plain.status, plain.stderr]).toEqual([1, ''])
      expect(plain.stdout).toMatch(
        /^critical {2}group {10}No stitcher is a member of the consumer group: nothing is stored\.\n {25}Start a stitcher/m,
      )
      const { findings, configuration } = JSON.parse(readFileSync(bundle, 'utf8'))
      expect(findings).toContainEqual(expect.objectContaining({ check: 'group', severity: 'critical' }))
      expect(configuration).toMatchObject({ STITCHLOG_TOKEN_SECRET: '(set)', KAFKA_PARTITIONS: '6' })
      const json = await run('--json', '--bundle', bundle)
      expect(json.stderr).toMatch(/^doctor: cannot write .*EEXIST/)
      expect(JSON.parse(json.stdout.split('\n')[0] ?? '')).toMatchObject({ check: 'node', severity: 'fine', isFixable: false })
      expect(readFileSync(bundle, 'utf8') + plain.stdout + json.stdout).not.toContain('hush')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('every command and every query that a runbook names does what it says', async () => {
    await raiseStreamAlarm(store, {
      alarmId: 'e2b4f6a8-0000-4000-8000-000000000001',
      raisedAt: Date.now(),
      topic: eventsTopic,
      kind: 'log-replaced',
      partition: 0,
      expectedOffset: 9n,
      readFrom: 0n,
    })
    const page = readFileSync(join(root, 'docs/runbooks.md'), 'utf8')
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const commands = new Set([...page.matchAll(/`npm run ([^`]+)`/g)].map(([, command = '']) => command.replace('-days N', '-days 30')))
    const runs = [...commands].map((command) => {
      const [name = '', , ...args] = command.split(' ')
      return { command, file: join(root, /exec node (\S+)$/.exec(scripts[name] ?? '')?.[1] ?? ''), args, environment: commandEnvironment() }
    })
    const outcomes = await runInTurnBeside(runs.at(-1)?.file ?? '', runs)
    expect(Object.fromEntries(runs.map(({ command }, nth) => [command, `${outcomes[nth]?.status} ${outcomes[nth]?.stderr}`.trim()]))).toEqual({
      backup: '0',
      // Nothing is stored: no stitcher runs here.
      doctor: '1',
      'doctor -- --fix': '1',
      'dead-letters -- close --reason malformed': '0',
      'dead-letters -- list': '0 not shown: 3 put back or closed before (list --all shows them too)',
      'dead-letters -- put-back --reason unknown-time-zone': '0',
      // Named as what not to do on a database that was lost.
      migrate: '0',
      settings: '0',
      // It changes nothing unless it is confirmed.
      'settings -- --retention-days 30': '1',
      'stream-alarms -- list': '0',
      'stream-alarms -- acknowledge --all': '0',
    })
    expect(await readStreamAlarms(store)).toEqual([])
    const queries = [...page.matchAll(/`(SELECT [^`]+)`/g)].map(([, query = '']) => query)
    expect(queries).not.toEqual([])
    for (const query of queries) await expect(execute(query), query).resolves.not.toThrow()
  })
})
