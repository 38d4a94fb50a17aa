import type { EventsAnswer } from '@stitchlog/contracts'
import { createHttpApp, createTokenVerifier, OperationRouter, signToken } from '@stitchlog/http-kit'
import { createLogger, createMetrics } from '@stitchlog/service-kit'
import { foldLedger } from '@stitchlog/timeline'
import { afterEach, describe, expect, test } from 'vitest'
import { addIngestOperations, UserLimits } from '../../services/ingest/add-ingest-operations.ts'
import { userLimitVariables } from '../../services/ingest/user-limit-variables.ts'
import { ViewServer } from '../browser/view-server.ts'

/** One phone that makes looks at its user, or the service, unaffordable; and people who do all that people can do. */
const secret = 'a secret for tests, of more than 32 characters'
const date = '2026-11-24'
const start = Date.parse(`${date}T00:00Z`)
const minuteMs = 60_000
const [eventsPerRequest, perPoint] = [1000, 15_000]
let uptimeMs = 0
let metrics: ReturnType<typeof createMetrics>
let app: ReturnType<typeof createHttpApp>
let published = 0
let publish = async (): Promise<void> => {}

interface Beat {
  readonly networkId?: string
  readonly userId?: string
  readonly device: string
  readonly timeZone: string
  readonly occurredAt: number
}

function listenWith(variables: Record<string, string> = {}, timeoutSeconds?: { mobile: number; web: number }): void {
  metrics = createMetrics()
  published = 0
  publish = async () => {}
  app = createHttpApp({ log: createLogger('test', 'silent'), metrics, missing: () => undefined })
  const router = new OperationRouter(app, createTokenVerifier({ secret }), Date.now)
  const networks = ['acme', 'other']
  const ledger = foldLedger(
    networks.map((networkId) => ({ networkId, change: 'on' as const, at: 0, ...(timeoutSeconds && { inactivityTimeoutSeconds: timeoutSeconds }) })),
  )
  addIngestOperations(router, {
    stream: {
      async publish(records) {
        await publish()
        published += records.length
      },
    },
    store: { ledgerQueries: {} as never },
    userLimits: new UserLimits(userLimitVariables.parse(variables), metrics, () => uptimeMs),
    ledger: { ledger, changesOf: () => [], refresh: async () => {}, append: async () => ({ at: 0 }) } as never,
    withoutLedger: 'refuse',
    deletions: { add() {} },
    now: () => start + 2 * 86_400_000,
    retentionDays: 400,
    goneAfterMs: 0,
    log: createLogger('test', 'silent'),
    metrics,
  })
}
afterEach(async () => await app?.close())

async function post(token: string, events: readonly Beat[]) {
  const response = await app.inject({ method: 'POST', url: '/v1/events', headers: { authorization: `Bearer ${token}` }, payload: { events } })
  return {
    status: response.statusCode,
    after: response.headers['retry-after'],
    answer: response.json() as EventsAnswer & { code?: string; detail?: string },
  }
}

/** Sends all of them, 1,000 at a time. @returns how many were taken, and how many were refused for each reason */
async function postAll(token: string, events: readonly Beat[]) {
  const result: Record<string, number> = { accepted: 0 }
  const add = (name: string, count: number) => {
    result[name] = (result[name] ?? 0) + count
  }
  for (let at = 0; at < events.length; at += eventsPerRequest) {
    const { status, answer } = await post(token, events.slice(at, at + eventsPerRequest))
    if (status !== 202) add(String(status), 1)
    else {
      add('accepted', answer.accepted)
      for (const { reason } of answer.rejected) add(reason, 1)
    }
  }
  return result
}

const tokenOf = (subject: string, scopes: ('activity:write' | 'activity:relay')[] = ['activity:write'], networks = ['acme']) =>
  signToken(secret, { subject, scopes, networks, expiresInSeconds: 600 }, Date.now())

/** Heartbeats of a day at a distance. */
const beats = (everyMs: number, device: string, timeZone = 'Europe/Amsterdam', days = 1): Beat[] =>
  Array.from({ length: Math.floor((days * 86_400_000) / everyMs) }, (_, nth) => ({ device, timeZone, occurredAt: start + nth * everyMs }))

const offsets = (count: number) =>
  Array.from(
    { length: count },
    (_, nth) => `${nth % 2 ? '+' : '-'}${String(Math.floor(nth / 120)).padStart(2, '0')}:${String((nth >> 1) % 60).padStart(2, '0')}`,
  )

const refusals = async (reason: string) => Number(new RegExp(`refused_total\\{reason="${reason}"\\} (\\d+)`).exec(await metrics.metrics())?.[1])

describe('what a phone sends too much of', () => {
  test('is refused beyond a rate, as a whole request, until the rate allows it again; others are served meanwhile', async () => {
    listenWith({ STITCHLOG_EVENTS_PER_USER_AND_MINUTE: '3000' })
    const token = await tokenOf('phone')
    const events = beats(1000, 'mobile').slice(0, eventsPerRequest)
    for (let nth = 0; nth < 3; nth++) expect((await post(token, events)).status).toBe(202)
    const refused = await post(token, events)
    expect(refused).toMatchObject({ status: 429, after: '20', answer: { code: 'too-many-requests' } })
    expect(published).toBe(3000)
    expect(await refusals('rate')).toBe(1000)
    // Another token of the same user gets no other rate; nor does a backend for that user.
    expect(
      (
        await post(
          await tokenOf('phone', ['activity:write'], ['acme', 'other']),
          events.map((event) => ({ ...event, networkId: 'acme' })),
        )
      ).status,
    ).toBe(429)
    const relay = await tokenOf('backend', ['activity:relay'])
    const mixed = events.map((event, nth) => ({ ...event, userId: nth < 7 ? `user ${nth}` : 'phone' }))
    expect((await post(relay, mixed)).answer.detail).toContain('as of events[7]; none of this request was taken')
    expect(published).toBe(3000)
    expect((await post(relay, mixed.slice(0, 7))).status).toBe(202)
    // A user is somebody else in another network.
    expect((await post(await tokenOf('phone', ['activity:write'], ['other']), events)).status).toBe(202)
    uptimeMs += 19_000
    expect((await post(token, events)).status).toBe(429)
    uptimeMs += 1000
    expect((await post(token, events)).status).toBe(202)
  })

  test('is refused by the event beyond 32 time zones of a date, and said so; those that it has stay open', async () => {
    listenWith()
    const token = await tokenOf('phone')
    const zones = offsets(1680)
    expect(new Set(zones).size).toBe(1680)
    const first = zones.slice(0, 100).map((timeZone, nth) => ({ device: 'mobile', timeZone, occurredAt: start + nth }))
    const { answer } = await post(token, [...first, { ...first[0], timeZone: 'Mars/Base' }] as Beat[])
    // -00:00 and +00:00 are one.
    const known = new Set(zones.slice(0, 33).map((zone) => zone.replace('-00:00', '+00:00')))
    expect(known.size).toBe(32)
    expect(answer.accepted).toBe(33)
    expect(answer.rejected).toHaveLength(68)
    expect(answer.rejected[0]).toEqual({ index: 33, reason: 'too-many-zones', detail: `more than 32 time zones of this user on ${date} (UTC)` })
    expect(answer.rejected.at(-1)).toMatchObject({ index: 100, reason: 'unknown-time-zone' })
    expect(await refusals('too-many-zones')).toBe(67)
    // In any order, and again: a retry of what was taken is taken.
    expect((await post(token, first.toReversed())).answer.accepted).toBe(33)
    // Other dates and other users have their own.
    const next = zones.slice(200, 220).map((timeZone) => ({ device: 'web', timeZone, occurredAt: start + 86_400_000 }))
    expect((await post(token, next)).answer.accepted).toBe(20)
    expect((await post(await tokenOf('anna'), first)).answer.accepted).toBe(33)
  })

  test('is refused where it begins one session too many, and taken where it belongs to one, or joins two', async () => {
    listenWith({ STITCHLOG_SESSIONS_PER_USER_AND_DATE: '50' })
    const token = await tokenOf('phone')
    const apart = Array.from({ length: 60 }, (_, nth) => ({ device: 'mobile', timeZone: 'Etc/UTC', occurredAt: start + nth * 10 * minuteMs }))
    expect(await postAll(token, apart)).toEqual({ accepted: 50, 'too-many-sessions': 10 })
    const between = apart.slice(0, 11).map((event) => ({ ...event, occurredAt: event.occurredAt + 5 * minuteMs }))
    expect(await postAll(token, between)).toEqual({ accepted: 11 })
    // The first twelve have become one session.
    expect(await postAll(token, apart)).toEqual({ accepted: 60 })
  })

  test('is refused beyond the events of a date; what was not stored does not count, nor does it use up the rate', async () => {
    listenWith({ STITCHLOG_POINTS_PER_USER_AND_DATE: '1500', STITCHLOG_EVENTS_PER_USER_AND_MINUTE: '4000' })
    const token = await tokenOf('phone')
    const events = beats(1000, 'mobile').slice(0, eventsPerRequest)
    publish = async () => {
      throw new Error('away')
    }
    for (let nth = 0; nth < 10; nth++) expect((await post(token, events)).status).toBe(503)
    publish = async () => {}
    expect(await postAll(token, [...events, ...events])).toEqual({ accepted: 1500, 'too-many-points': 500 })
    expect(published).toBe(1500)
  })
})

describe('all that a person can do is taken', () => {
  test('a phone and a browser all day and night, every 5 seconds, with the shortest timeouts', async () => {
    listenWith({ STITCHLOG_EVENTS_PER_USER_AND_MINUTE: '0' }, { mobile: 60, web: 60 })
    const events = [...beats(5000, 'mobile'), ...beats(5000, 'web')]
    expect(await postAll(await tokenOf('anna'), events)).toEqual({ accepted: events.length })
  })

  test('heartbeats that are just too far apart to join, on both devices', async () => {
    listenWith({}, { mobile: 60, web: 60 })
    const events = [...beats(61_000 + 60_000, 'mobile'), ...beats(61_000 + 60_000, 'web')]
    expect(await postAll(await tokenOf('anna'), events)).toEqual({ accepted: events.length })
  })

  test('a journey around the world, with a stop in each hour, and what comes late and in any order', async () => {
    listenWith()
    const events = Array.from({ length: 24 }, (_, hour) =>
      Array.from({ length: 60 }, (_, minute) => ({
        device: 'mobile',
        timeZone: `+${String(hour).padStart(2, '0')}:00`,
        occurredAt: start + hour * 3_600_000 + minute * minuteMs,
      })),
    ).flat()
    const shuffled = events.toSorted((a, b) => ((a.occurredAt * 7919) % 10_007) - ((b.occurredAt * 7919) % 10_007))
    expect(await postAll(await tokenOf('anna'), shuffled)).toEqual({ accepted: events.length })
  })

  test('two weeks in which a phone was offline, at once', async () => {
    listenWith()
    const events = beats(minuteMs, 'mobile', 'Europe/Amsterdam', 14).map((event) => ({ ...event, occurredAt: event.occurredAt - 13 * 86_400_000 }))
    expect(await postAll(await tokenOf('anna'), events)).toEqual({ accepted: events.length })
  })

  test('a backend for a whole network', async () => {
    listenWith()
    const events = beats(perPoint, 'web').flatMap((event, nth) => [
      { ...event, userId: `user ${nth % 500}` },
      { ...event, userId: `user ${(nth * 7) % 500}` },
    ])
    expect(await postAll(await tokenOf('backend', ['activity:relay']), events)).toEqual({ accepted: events.length })
  })
})

test('a limit of 0 is none, and no rate is less than a full request', async () => {
  const none = Object.fromEntries(
    ['EVENTS_PER_USER_AND_MINUTE', 'ZONES_PER_USER_AND_DATE', 'SESSIONS_PER_USER_AND_DATE', 'POINTS_PER_USER_AND_DATE'].map((name) => [
      `STITCHLOG_${name}`,
      '0',
    ]),
  )
  listenWith(none)
  const events = offsets(1680).flatMap((timeZone) => [1, 2, 3, 4].map((nth) => ({ device: 'web', timeZone, occurredAt: start + nth * 3_600_000 })))
  expect(await postAll(await tokenOf('phone'), events)).toEqual({ accepted: events.length })
  expect(userLimitVariables.safeParse({ STITCHLOG_EVENTS_PER_USER_AND_MINUTE: '999' }).success).toBe(false)
})

test('a look at whom 1,680 time zones were sent for costs what a look costs', async () => {
  const server = await ViewServer.start([{ networkId: 'acme', change: 'on', at: '2025-11-03T09:12+01:00' }])
  try {
    const headers = { authorization: `Bearer ${await tokenOf('phone')}`, 'content-type': 'application/json' }
    const zones = offsets(1680)
    const at = Date.parse(`${date}T06:00Z`)
    for (let request = 0; request < 10; request++) {
      const events = Array.from({ length: eventsPerRequest }, (_, nth) => ({
        device: 'mobile',
        timeZone: zones[(request * eventsPerRequest + nth) % zones.length],
        occurredAt: at + (request * eventsPerRequest + nth) * 400,
      }))
      expect((await fetch(`${server.address}/v1/events`, { method: 'POST', headers, body: JSON.stringify({ events }) })).status).toBe(202)
    }
    const reader = { headers: { authorization: `Bearer ${await server.token(['acme'])}` } }
    const sessions = await (await fetch(`${server.address}/v1/networks/acme/users/phone/days/${date}/sessions`, reader)).text()
    expect(sessions.length).toBeLessThan(200_000)
    const days = await (await fetch(`${server.address}/v1/networks/acme/users/phone/days`, reader)).text()
    expect(days.length).toBeLessThan(2000)
    const { sessions: shown } = JSON.parse(sessions)
    expect(new Set(shown.map(({ timeZone }: { timeZone: string }) => timeZone)).size).toBeLessThanOrEqual(32)
  } finally {
    await server.stop()
  }
})
