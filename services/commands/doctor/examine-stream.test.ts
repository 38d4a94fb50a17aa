import { deadLetterTopic, eventsTopic } from '@stitchlog/contracts'
import { topicSettings } from '@stitchlog/event-stream/kafka'
import { expect, test } from 'vitest'
import { groupFindings, openDeadLetters, topicFindings } from './examine-stream.ts'

const topic = (name: string, settings: Readonly<Record<string, string>> = {}) => ({
  topic: name,
  partitions: 4,
  replicas: 1,
  behind: [],
  leaderless: [],
  settings: { ...topicSettings, ...settings },
})

const inForce = async () => {}

test.each([
  [
    '900000',
    /^retention\.ms of activity\.events is 900000 instead of 604800000: raw events are gone after 15 minutes, also those that/,
    /see what is said of the backup/,
  ],
  ['172800000', /raw events are gone after 2 days,/, /see what is said of the backup/],
  ['1000', /raw events are gone after 1 s,/, /was 1000, and is 604800000\./],
  ['604800001', /: raw events are kept longer than is promised\.$/, /^retention\.ms of activity\.events was 604800001, and is 604800000\.$/],
  ['-1', /: raw events are kept longer than is promised\.$/, /and is 604800000\.$/],
])('a retention of %s ms does what is said, and is told in the past once it is mended', (retention, what, done) => {
  const [found, ...others] = topicFindings(topic(eventsTopic, { 'retention.ms': retention }), inForce)
  expect(others).toEqual([])
  expect(found?.severity).toBe('critical')
  expect(found?.what).toMatch(what)
  expect(found?.fix?.done).toMatch(done)
})

test('a shorter retention of dead letters says nothing of events', () => {
  const found = topicFindings(topic(deadLetterTopic, { 'retention.ms': '900000' }), inForce)
  expect(found.map(({ what }) => what)).toEqual([
    'retention.ms of activity.dead-letter is 900000 instead of 604800000: dead letters are gone after 15 minutes.',
  ])
  expect(found[0]?.fix?.done).toBe('retention.ms of activity.dead-letter was 900000, and is 604800000.')
})

const group = { state: 'Stable', members: 2, unassigned: [], lagRecords: 0, oldestMs: 0 }
const stateWith = (of: Partial<typeof group> | object) => ({ brokers: 1, topics: [topic(eventsTopic)], records: {}, group: { ...group, ...of } })

test.each([
  ['has all partitions', {}, 'fine: 2 stitchers share all partitions.', undefined],
  [
    'lacks partitions that were just added',
    { unassigned: [2, 3] },
    'warning: No stitcher has partitions 2, 3: the events there wait.',
    /^If partitions were just added, wait: .* within a minute/,
  ],
  [
    'is empty',
    { state: 'Empty', members: 0, unassigned: [0, 1, 2, 3] },
    'critical: No stitcher is a member of the consumer group: nothing is stored.',
    /^Start a stitcher/,
  ],
  [
    'rebalances',
    { state: 'PreparingRebalance', unassigned: [0, 1, 2, 3] },
    'warning: The consumer group of 2 is PreparingRebalance.',
    /^A rebalance takes/,
  ],
])('a group that %s', (_, of, said, advice) => {
  const [found] = groupFindings(stateWith(of)).filter(({ check }) => check === 'group')
  expect(`${found?.severity}: ${found?.what}`).toBe(said)
  if (advice === undefined) expect(found?.advice).toBe(undefined)
  else expect(found?.advice).toMatch(advice)
})

test('dead letters that are malformed are not to be put back', () => {
  expect(openDeadLetters({})).toEqual({ check: 'dead-letters', severity: 'fine', what: 'No dead letter is open.' })
  const malformed = openDeadLetters({ malformed: 300 })
  expect(malformed).toMatchObject({
    severity: 'warning',
    what: `300 records could not be understood, and wait in ${deadLetterTopic}: 300 malformed.`,
  })
  expect(malformed.advice).toContain('npm run dead-letters -- close')
  expect(malformed.advice).not.toContain('put-back')
  const both = openDeadLetters({ malformed: 1, 'unknown-time-zone': 2 })
  expect(both.what).toContain('3 records could not be understood, and wait in activity.dead-letter: 1 malformed, 2 unknown-time-zone.')
  expect(both.advice).toContain('npm run dead-letters -- put-back --reason unknown-time-zone')
})
