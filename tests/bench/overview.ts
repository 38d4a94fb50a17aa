// node tests/bench/overview.ts [--users 100000] [--reads 30] [--prefix user-]
//
// Fills an embedded store in a temporary folder with rollups of one network (14 days of each user, each day written twice, as a rollup and its
// correction; ids begin with the prefix) and measures how long the overview's queries take, and its pages with the names of a directory in which each
// user is, and as many people again who were never active.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasShownUserDays, migrate, readNetworkDays, readNetworkUsers, type Store } from '@stitchlog/store'
import { openEmbeddedStore } from '@stitchlog/store/embedded'
import { PeopleIndex } from '../../services/query/directory/people-index.ts'
import { personAnswer } from '../../services/query/directory/person-answer.ts'
import { type OverviewAsked, readUsersPage } from '../../services/query/network-overview/overview-users.ts'
import { benchOptions } from './bench-options.ts'
import { endWithHelpIfAsked } from './end-with-help.ts'
import { tell } from './figures.ts'
import { quantile } from './process-cost.ts'

endWithHelpIfAsked(import.meta.filename)

const range = { from: '2026-03-02', to: '2026-03-15' }
const dayCount = 14

const values = benchOptions('users', 'reads', 'prefix')
const userCount = Number(values.users ?? 100_000)
const readCount = Number(values.reads ?? 30)
const prefix = values.prefix ?? 'user-'

const firstNames = ['Anna', 'Ben', 'Chitra', 'Daniël', 'Erik', 'Fatima', 'Gül', 'Hanna', 'Ivo', 'Joséphine', 'Koen', 'Łukasz', 'Mia']
const familyNames = ['Jansen', 'de Vries', 'Bakker', 'Öztürk', 'Müller', 'van den Berg', 'Smit', 'Novák', 'Yılmaz', 'Peeters', 'Visser']

const folder = mkdtempSync(join(tmpdir(), 'stitchlog-bench-'))
const store = await openEmbeddedStore(folder)
try {
  await migrate(store)
  for (let version = 1; version <= 2; version++) for (let day = 0; day < dayCount; day++) await fill(store, day, version)
  console.log(`stored ${userCount * dayCount} user days twice`)
  const asked = { networkId: 'big', range, cutoff: 0, search: '', after: undefined, limit: 51 }
  await measure('users by duration', () => readNetworkUsers(store, { ...asked, sort: 'duration' }))
  await measure('users by last activity', () => readNetworkUsers(store, { ...asked, sort: 'lastActive' }))
  await measure('users, page in the middle', () =>
    readNetworkUsers(store, { ...asked, sort: 'duration', after: { value: 210_000_000, userId: 'u' } }),
  )
  await measure('users, searched', () => readNetworkUsers(store, { ...asked, sort: 'duration', search: '0123' }))
  const people = await PeopleIndex.of(
    Array.from({ length: 2 * userCount }, (_, nth) => ({
      id: idOf(nth),
      name: nameOf(nth),
      department: `Department ${nth % 40}`,
      email: `${idOf(nth)}@example.org`,
    })),
    'answered',
  )
  const days = { networkId: 'big', range, cutoff: 0 }
  const withNames = (what: string, own: Partial<OverviewAsked>) =>
    measure(`users with names${what}`, async () => {
      const asked = { search: '', sort: 'duration', ascending: false, everyone: false, after: undefined, limit: 50, ...own } as const
      const { users } = await readUsersPage(store, days, asked, people)
      return users.map(({ userId, activeDays }) => personAnswer(people, userId, activeDays > 0))
    })
  await withNames('', {})
  await withNames(', searched by name', { search: 'ann jan' })
  await withNames(', searched by three letters', { search: 'ann' })
  await withNames(', searched by id', { search: '0123' })
  await withNames(', by name', { sort: 'user', ascending: true })
  await withNames(', everyone', { everyone: true, ascending: true })
  const last = { from: range.to, to: range.to }
  await measure('whether anybody is in the last date', async () => ((await hasShownUserDays(store, { ...asked, range: last })) ? [last] : []))
  await measure('days', () => readNetworkDays(store, asked))
} finally {
  await store.close()
  rmSync(folder, { recursive: true })
}

function idOf(nth: number): string {
  return `${prefix}${String(nth).padStart(6, '0')}`
}

/** Every name is that of some hundred people. */
function nameOf(nth: number): string {
  const [first, family] = [firstNames[nth % firstNames.length], familyNames[Math.floor(nth / firstNames.length) % familyNames.length]]
  return `${first} ${family}${Math.floor(nth / 1000) % 9}`
}

async function measure(what: string, read: () => Promise<readonly unknown[]>): Promise<void> {
  const durationsMs: number[] = []
  for (let index = 0; index < readCount; index++) {
    const startedAt = performance.now()
    const rows = await read()
    if (rows.length === 0) throw new Error(`${what}: nothing found`)
    durationsMs.push(performance.now() - startedAt)
  }
  for (const [name, share] of [
    ['median', 0.5],
    ['p95', 0.95],
    ['longest', 1],
  ] as const)
    tell(`${what}: ${name}`, quantile(durationsMs, share), 'ms')
}

async function fill({ queries }: Store, day: number, version: number): Promise<void> {
  await queries.execute(`
      INSERT INTO user_days (network_id, local_date, user_id, session_count, duration_ms, active_duration_ms, mobile_session_count, mobile_duration_ms,
        web_session_count, web_duration_ms, first_at, last_at, last_time_zone, time_zones, rolled_up_at)
      WITH toDate32('${range.from}') + ${day} AS date, toDateTime64(date, 3, 'UTC') AS midnight
      SELECT
        'big', date, concat('${prefix}', leftPad(toString(number), 6, '0')), 4, cityHash64(number, ${day}) % 30000000, cityHash64(number, ${day}) % 30000000,
        2, 1000, 2, 1000, midnight + toIntervalHour(8), midnight + toIntervalMillisecond(30000000 + cityHash64(number) % 30000000),
        'Europe/Amsterdam', ['Europe/Amsterdam'], midnight + toIntervalDay(${version})
      FROM numbers(${userCount})`)
}
