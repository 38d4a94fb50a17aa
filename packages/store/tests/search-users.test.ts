import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readNetworkUsers, type Store } from '../src/index.ts'
import { sqlFolded } from '../src/sql/sql-folded.ts'
import { sqlText } from '../src/sql/sql-text.ts'
import { openTemporaryStore } from './temporary-store.ts'

let store: Store
let close: () => Promise<void>

beforeAll(async () => {
  ;({ store, close } = await openTemporaryStore())
})
afterAll(() => close())

const day = Date.UTC(2026, 10, 25)
const asked = { range: { from: '2026-11-25', to: '2026-11-25' }, cutoff: 0, sort: 'duration', after: undefined, limit: 1000 } as const
let networks = 0

const columns = `network_id, local_date, user_id, session_count, duration_ms, active_duration_ms, mobile_session_count, mobile_duration_ms,
  web_session_count, web_duration_ms, first_at, last_at, last_time_zone, time_zones, rolled_up_at`

/** A network of its own in which these users were active, the first one most. */
async function networkOf(userIds: readonly string[]): Promise<string> {
  const networkId = `network ${networks++}`
  const rows = userIds.map((userId, index) => {
    const durationMs = userIds.length - index
    const zone = "'Europe/Istanbul'"
    const instant = `fromUnixTimestamp64Milli(${day}, 'UTC')`
    return `(${sqlText(networkId)}, '2026-11-25', ${sqlText(userId)}, 1, ${durationMs}, ${durationMs}, 0, 0, 1, ${durationMs}, ${instant}, ${instant}, ${zone}, [${zone}], ${instant})`
  })
  await store.jobQueries.execute(`INSERT INTO user_days (${columns}) VALUES ${rows.join(',')}`)
  return networkId
}

/** Those of a network who are found. */
const foundIn = async (networkId: string, search: string) =>
  (await readNetworkUsers(store, { ...asked, networkId, search })).map(({ userId }) => userId)

/** Those of the ids that are found. */
const found = async (userIds: readonly string[], search: string) => await foundIn(await networkOf(userIds), search)

describe('a search', () => {
  test.each([
    ['an ASCII letter', ['Anna', 'ANNA', 'anna']],
    ['a sharp s', ['strasse', 'Straße', 'STRASSE', 'STRAẞE', 'ſtraſſe', 'straſſe']],
    ['an i with a dot', ['istanbul', 'İstanbul', 'ISTANBUL', 'i\u0307stanbul', 'I\u0307stanbul']],
    ['a final sigma', ['ὀδυσσεύς', 'ὈΔΥΣΣΕΎΣ', 'ὀδυσσεύσ', 'Ὀδυσσεύς']],
    ['ligatures', ['ﬁnnﬂoﬀ', 'finnfloff', 'FINNFLOFF', 'ﬁNNFLOﬀ']],
    ['an n with an apostrophe', ['ŉ', 'ʼn', 'ʼN']],
    ['Armenian ech yiwn', ['և', 'եւ', 'ԵՒ']],
    ['an iota below', ['ᾳ', 'αι', 'ᾼ', 'ΑΙ']],
    ['the signs of Kelvin and Ångström', ['k \u00e5', '\u212a \u212b', 'K \u00c5']],
    ['Cyrillic and Deseret', ['жук𐐨', 'ЖУК𐐀', 'Жук𐐨']],
    ['Cherokee', ['Ꭰ', 'ꭰ']],
    ['Georgian', ['ა', 'Ა']],
    ['titles', ['ǆ', 'ǅ', 'Ǆ']],
  ])('does not tell the case of %s', async (_what, ids) => {
    const networkId = await networkOf(ids)
    for (const search of ids) expect(await foundIn(networkId, search), search).toEqual(ids)
  })

  test.each([
    // Dotless i folds to nothing but itself, and no accent is dropped.
    ['ısparta', ['ısparta'], ['isparta', 'İsparta', 'Isparta', 'ISPARTA']],
    ['isparta', ['isparta', 'İsparta', 'Isparta', 'ISPARTA'], ['ısparta']],
    ['zoe', ['Zoe', 'ZOE', 'ZOE\u0301'], ['Zo\u00e9', 'Zo\u00eb']],
    // Composed and decomposed are different ids.
    ['zo\u00e9', ['zo\u00e9', 'ZO\u00c9'], ['zoe\u0301', 'ZOE\u0301']],
    ['zoe\u0301', ['zoe\u0301', 'ZOE\u0301'], ['zo\u00e9', 'ZO\u00c9']],
    // The dot above belongs to the i only.
    ['a\u0307', ['a\u0307', 'A\u0307'], ['a', '\u0227']],
    // No compatibility forms: those are other letters.
    ['2', ['a2'], ['a\u00b2', 'a\uff12']],
    ['a', ['A'], ['\uff41', '\u00aa']],
    // A part of a letter that folds to several.
    ['as', ['aß', 'ASS', 'as'], ['a', 'ß']],
    [' ', ['a b'], ['a\u00a0b', 'ab']],
  ])('for %s finds %j and not %j', async (search, expected, others) => {
    expect(await found([...expected, ...others], search)).toEqual(expected)
  })

  test.each([
    '%',
    '_',
    '\\',
    '\\%',
    '.',
    '.*',
    '^a',
    'a$',
    '[a-z]',
    '(?i)',
    'a|b',
    '\\x61',
    '{1}',
    "'",
    '"',
    '`',
    '--',
    '/*',
    ';',
    '\t',
    '\u2028',
    '?',
  ])('for %s takes it literally', async (search) => {
    const ids = [`x${search}y`, 'a', 'ab', 'anna_b', 'c%d', 'e\\f', 'ÄÖ', `${search.slice(0, -1)}z`].filter((id) => id !== '')
    const distinct = [...new Set(ids)]
    expect(await found(distinct, search)).toEqual(distinct.filter((id) => id.includes(search)))
  })

  test('finds whole ids and nothing longer, of 128 letters of four bytes too', async () => {
    const longest = '𐐀'.repeat(128)
    expect(await found([longest, '𐐨'.repeat(127)], '𐐨'.repeat(128))).toEqual([longest])
  })

  test('finds on later pages what it finds on the first', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `${index % 3 === 0 ? 'Straße' : index % 3 === 1 ? 'STRASSE' : 'Weg'} ${index}`)
    const networkId = await networkOf(ids)
    const seen: string[] = []
    let after: { value: number; userId: string } | undefined
    for (let page = 0; page < 20; page++) {
      const users = await readNetworkUsers(store, { ...asked, networkId, search: 'strasse', after, limit: 7 })
      seen.push(...users.map(({ userId }) => userId))
      const last = users.at(-1)
      if (last === undefined) break
      after = { value: last.durationMs, userId: last.userId }
    }
    expect(seen).toEqual(ids.filter((id) => !id.startsWith('Weg')))
  })
})

test('every letter with case folds to what its other cases fold to', async () => {
  const letters = Array.from({ length: 0x11_0000 }, (_, codePoint) => codePoint)
    .filter((codePoint) => codePoint < 0xd800 || codePoint > 0xdfff)
    .map((codePoint) => String.fromCodePoint(codePoint))
    // The capital of a dotless i is I, which folds to i.
    .filter((letter) => (letter.toLowerCase() !== letter || letter.toUpperCase() !== letter) && letter !== 'ı')
  expect(letters.length).toBeGreaterThan(2500)
  const words = (texts: readonly string[]) => `splitByChar(' ', ${sqlText(texts.join(' '))})`
  for (const others of [letters.map((letter) => letter.toLowerCase()), letters.map((letter) => letter.toUpperCase())]) {
    const apart = await store.queries.selectRows(
      `SELECT a, b FROM (SELECT ${words(letters)} AS a, ${words(others)} AS b) ARRAY JOIN a, b WHERE ${sqlFolded('a')} != ${sqlFolded('b')}`,
    )
    expect(apart).toEqual([])
  }
})
