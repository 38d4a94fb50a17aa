import { eventsTopic } from '@stitchlog/contracts'
import { readTopicToEnd } from '@stitchlog/event-stream/kafka'
import { appendTrackingChanges, readAllSessionParts, type Store } from '@stitchlog/store'
import type { Kafka } from 'kafkajs'

/** Those of the workload are n00 to n99. */
const trackedNetworks = new Set(Array.from({ length: 90 }, (_, index) => `n${String(index).padStart(2, '0')}`))

/** Those of a network that names none. */
const timeoutMs = { mobile: 5 * 60_000, web: 30 * 60_000 }

/** Switches tracking on for 90 of the 100 networks of the workload, from the beginning. */
export async function trackNetworks(store: Store): Promise<void> {
  await appendTrackingChanges(
    store,
    [...trackedNetworks].map((networkId) => ({ networkId, change: 'on', at: 0, changeId: '0' })),
  )
}

/**
 * Compares the stored sessions with those of the topic: sorted by key and instant, and cut where the gap is longer than the timeout. Prints how many are
 * missing and too many.
 *
 * @returns whether they are the same
 */
export async function compareSessions(kafka: Kafka, store: Store): Promise<boolean> {
  const expected = await sessionsOfTopic(kafka)
  const actual = await storedSessions(store)
  const missing = expected.difference(actual).size
  const extra = actual.difference(expected).size
  console.log(`${expected.size} sessions expected, ${actual.size} stored: ${missing} missing, ${extra} too many`)
  return missing + extra === 0
}

async function sessionsOfTopic(kafka: Kafka): Promise<Set<string>> {
  const instants = new Map<string, number[]>()
  await readTopicToEnd(kafka, eventsTopic, ({ value }) => {
    const { networkId, userId, device, timeZone, occurredAt } = JSON.parse(value?.toString() ?? '')
    if (!trackedNetworks.has(networkId)) return
    const key = [networkId, userId, device, timeZone].join('\t')
    const ofKey = instants.get(key)
    if (ofKey === undefined) instants.set(key, [occurredAt])
    else ofKey.push(occurredAt)
  })
  const sessions = new Set<string>()
  for (const [key, ofKey] of instants) {
    const gapMs = key.includes('\tweb\t') ? timeoutMs.web : timeoutMs.mobile
    let start: number | undefined
    let end = 0
    for (const instant of ofKey.sort((a, b) => a - b)) {
      if (start === undefined) start = instant
      else if (instant - end > gapMs) {
        sessions.add(`${key}\t${start}\t${end}`)
        start = instant
      }
      end = instant
    }
    sessions.add(`${key}\t${start}\t${end}`)
  }
  return sessions
}

async function storedSessions(store: Store): Promise<Set<string>> {
  const sessions = new Set<string>()
  const open = new Map<string, number>()
  for await (const parts of readAllSessionParts(store)) {
    for (const { networkId, userId, device, zone, startedAt, endedAt, continuesFromPreviousDay, continuesOnNextDay } of parts) {
      const key = [networkId, userId, device, zone.name].join('\t')
      const start = continuesFromPreviousDay ? (open.get(key) ?? startedAt) : startedAt
      if (continuesOnNextDay) open.set(key, start)
      else sessions.add(`${key}\t${start}\t${endedAt}`)
    }
  }
  return sessions
}
