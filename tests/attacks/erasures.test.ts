import { join } from 'node:path'
import { openEmbeddedStore } from '@stitchlog/store/embedded'
import { beforeAll, expect, test } from 'vitest'
import { shareStandalone } from '../../services/standalone/tests/shared-standalone.ts'
import { type Api, end } from '../../services/standalone/tests/standalone-process.ts'
import { rounds } from '../rounds.ts'

/** Of one network everything is erased, over and over; another one is used meanwhile. */
const people = Array.from({ length: 60 }, (_, nth) => `person ${nth}`)

/** While erasures filled all threads, an event waited for 4 to 16 s on two idle cores. The longest call may take this long, or this many usual calls. */
const longestMs = 2500
const longestCalls = 25

const shared = shareStandalone(['attacker', 'victim'], { STITCHLOG_ROLLUP_CRON: '0 0 29 2 *' })
let attacker: Api
let victim: Api
let limitMs: number
beforeAll(async () => {
  attacker = shared().apiFor('attacker')
  victim = shared().apiFor('victim')
  for (const api of [attacker, victim]) expect((await api.post('/v1/events', { events: people.map(beatOf) })).status).toBe(202)
  // What else the machine does counts on both sides.
  await timesWhile(Promise.resolve())
  const { post, read } = await timesWhile(Promise.resolve())
  limitMs = Math.max(longestMs, (longestCalls * (post.usual + read.usual)) / 2)
})

const beatOf = (userId: string) => ({ userId, device: 'web', timeZone: 'Europe/Amsterdam', occurredAt: Date.now() })

const pathOf = (userId: string) => `/v1/networks/attacker/users/${encodeURIComponent(userId)}/activity`

async function erase(userId: string): Promise<void> {
  expect((await attacker.delete(pathOf(userId))).status).toBe(202)
}

interface Times {
  readonly longest: number
  readonly usual: number
}

/** How long calls of the other network take until the attack is over, and 20 calls at least, in milliseconds by what is called. */
async function timesWhile(attack: Promise<unknown>): Promise<{ post: Times; read: Times }> {
  let isOver = false
  const over = attack.finally(() => {
    isOver = true
  })
  over.catch(() => {})
  const took = { post: [] as number[], read: [] as number[] }
  const timed = async (call: keyof typeof took, send: () => Promise<Response>, status: number) => {
    const beganAt = performance.now()
    const response = await send()
    await response.text()
    expect(response.status).toBe(status)
    took[call].push(performance.now() - beganAt)
  }
  for (let calls = 0; calls < 20 || !isOver; calls++) {
    await timed('post', () => victim.post('/v1/events', { events: [beatOf('ben')] }), 202)
    await timed('read', () => victim.get('/v1/networks/victim/users/ben/days'), 200)
  }
  await over
  return { post: timesOf(took.post), read: timesOf(took.read) }
}

function timesOf(took: readonly number[]): Times {
  const sorted = took.toSorted((a, b) => a - b)
  return { longest: sorted.at(-1) ?? 0, usual: sorted[sorted.length >> 1] ?? 0 }
}

test('erasures of people who do not exist hold up no other network', async () => {
  const atOnce = Promise.all(Array.from({ length: rounds(40, 80) }, (_, nth) => erase(`nobody ${nth}`)))
  const times = await timesWhile(atOnce)
  expect(times.post.longest).toBeLessThan(limitMs)
  expect(times.read.longest).toBeLessThan(limitMs)

  const oneAfterTheOther = async () => {
    for (let nth = 0; nth < rounds(10, 20); nth++) await erase(`nobody else ${nth}`)
  }
  expect((await timesWhile(oneAfterTheOther())).post.longest).toBeLessThan(limitMs)
})

test('nor do erasures of people who exist, and of the answer on nothing of them can be read', async () => {
  const times = await timesWhile(Promise.all(people.slice(1).map(erase)))
  expect(times.post.longest).toBeLessThan(limitMs)
  expect(times.read.longest).toBeLessThan(limitMs)
  for (const userId of [people[1], people.at(-1)]) {
    const days = await attacker.get(`/v1/networks/attacker/users/${encodeURIComponent(userId ?? '')}/days`)
    expect(await days.json()).toMatchObject({ days: [] })
  }
})

test('what was erased is deleted when the process ends, in few statements, and nothing else is', async () => {
  const { child, dataFolder } = shared()
  expect(await end(child)).toBe(0)
  const store = await openEmbeddedStore(join(dataFolder, 'clickhouse'))
  try {
    const usersOf = async (network: string) => {
      const rows = await store.queries.selectRows<[string]>(
        `SELECT DISTINCT user_id FROM session_spans WHERE network_id = '${network}' ORDER BY user_id`,
      )
      return rows.map(([userId]) => userId)
    }
    expect(await usersOf('attacker')).toEqual(people.slice(0, 1))
    expect(await usersOf('victim')).toEqual(['ben', ...people].sort())
    const [row] = await store.queries.selectRows<[number]>('SELECT uniqExact(command) FROM system.mutations WHERE is_killed = 0')
    expect(row?.[0]).toBeLessThan(20)
  } finally {
    await store.close()
  }
})
