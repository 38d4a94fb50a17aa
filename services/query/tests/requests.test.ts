import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { csvOf, daysOf, sessionsOf } from './activity-paths.ts'
import { QueryServer, tokenFor } from './query-server.ts'

const hour = 3_600_000

let server: QueryServer

beforeAll(async () => {
  server = await QueryServer.start()
  await server.switchOn()
})
afterAll(() => server.stop())
afterEach(() => server.reset())

describe('ids', () => {
  const ids = [
    ['astral characters', '😀'.repeat(128)],
    ['what separates parts of a URL', 'a/b?c=d#e&f;g'],
    ['percent signs', '100%25 %2F'],
    ['quotes and backslashes', `'"\\n\\' OR 1=1 --`],
    ['dots', '...'],
    ['spaces at their ends', ' a '],
    ['something that looks like a path', '../days'],
    ['letters that another writes with the same look', 'u\u0301'],
  ] as const
  const networkOf = (userId: string) => `net ${userId}`.slice(0, 4 + 2 * 124)

  beforeAll(() => server.change(...ids.map(([, userId]) => ({ networkId: networkOf(userId), change: 'on' as const, at: 0 }))))

  test.each(ids)('may hold %s', async (_what, userId) => {
    const networkId = networkOf(userId)
    const token = tokenFor([networkId])
    await server.session(userId, '2026-11-20T09:00Z', '2026-11-20T10:00Z', { networkId })
    const base = `/v1/networks/${encodeURIComponent(networkId)}/users/${encodeURIComponent(userId)}`
    expect((await server.get(`${base}/days`, token)).json().days).toMatchObject([{ durationMs: hour }])
    expect((await server.get(`${base}/days/2026-11-20/sessions`, token)).json().sessions).toHaveLength(1)
    const csv = await server.get(`${base}/sessions.csv`, token)
    expect(csv.statusCode).toBe(200)
    expect(csv.body.trimEnd().split('\r\n')).toHaveLength(2)
    expect(await server.accessLog(userId)).toHaveLength(3)
  })

  test('are neither trimmed nor folded', async () => {
    await server.session('Case', '2026-11-20T09:00Z', '2026-11-20T10:00Z')
    for (const other of ['case', 'Case ', ' Case', 'CASE']) expect((await server.get(daysOf(other))).json().days).toEqual([])
  })

  test.each([
    ['of more than 128 characters', 'x'.repeat(129)],
    ['with control characters', 'a\tb'],
  ])('%s are a bad parameter', async (_what, userId) => {
    const answer = await server.get(daysOf(userId))
    expect(answer.json()).toMatchObject({ status: 400, code: 'invalid-parameter', detail: expect.stringMatching(/^userId: /) })
  })
})

describe('a request', () => {
  test.each([
    ['from', '?from=2026-13-01'],
    ['from', '?from=2026-02-29'],
    ['from', '?from=25.11.2026'],
    ['from', '?from='],
    ['from', '?from=2026-11-25T00:00Z'],
    ['from', '?from=1969-12-30'],
    ['from', '?from=2026-11-01&from=2026-11-02'],
    ['to', '?to=yesterday'],
    ['to', '?to=2100-01-02'],
    ['from', '?from=2026-11-25&to=2026-11-24'],
    ['from', '?from=2024-02-28&to=2026-11-25'],
    ['from', '?from=2024-02-28'],
    ['viewerTimeZone', '?viewerTimeZone=PST'],
    ['viewerTimeZone', '?viewerTimeZone='],
    ['viewerTimeZone', '?viewerTimeZone=Mars/Base'],
    ['viewerTimeZone', '?viewerTimeZone=Etc/UTC&viewerTimeZone=Etc/UTC'],
  ])('with a bad %s is refused by that name: %s', async (field, query) => {
    for (const path of [daysOf('asked', query), csvOf('asked', query)]) {
      const answer = await server.get(path)
      expect(answer.statusCode).toBe(400)
      expect(answer.headers['content-type']).toContain('application/problem+json')
      expect(answer.json()).toMatchObject({ code: 'invalid-parameter', detail: expect.stringMatching(new RegExp(`^${field}: `)) })
    }
    expect(await server.accessLog('asked')).toEqual([])
  })

  test.each([
    ['date', sessionsOf('asked', '2026-02-30')],
    ['date', sessionsOf('asked', 'today')],
    ['viewerTimeZone', sessionsOf('asked', '2026-11-25', '?viewerTimeZone=CEST')],
    ['dialect', csvOf('asked', '?dialect=tsv')],
    ['dialect', csvOf('asked', '?dialect=')],
    ['lang', csvOf('asked', '?lang=sv')],
    ['lang', csvOf('asked', '?lang=')],
    ['lang', csvOf('asked', '?lang=NL')],
  ])('with a bad %s is refused by that name: %s', async (field, path) => {
    const answer = await server.get(path)
    expect(answer.json()).toMatchObject({ status: 400, code: 'invalid-parameter', detail: expect.stringMatching(new RegExp(`^${field}: `)) })
    expect(await server.accessLog('asked')).toEqual([])
  })

  const paths = [daysOf('guarded'), sessionsOf('guarded', '2026-11-25'), csvOf('guarded')]

  test.each(paths)('needs a token that holds: %s', async (path) => {
    const none = await server.http.inject({ url: path })
    expect([none.statusCode, none.json().code, none.headers['www-authenticate']]).toEqual([401, 'token-missing', 'Bearer'])
    for (const token of ['x', tokenFor(['acme'], ['activity:read'], -10), `${await tokenFor()}x`]) {
      const bad = await server.get(path, token)
      expect([bad.statusCode, bad.json().code]).toEqual([401, 'token-invalid'])
      expect(bad.headers['www-authenticate']).toMatch(/^Bearer error="invalid_token", error_description="[^"]+"$/)
    }
  })

  test.each(paths)('needs the scope activity:read: %s', async (path) => {
    const answer = await server.get(path, tokenFor(['acme'], ['activity:manage', 'activity:write', 'activity:relay']))
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'scope-missing'])
  })

  test.each(paths)('needs a token of the network, whether it exists or not: %s', async (path) => {
    const known = await server.get(path, tokenFor(['other']))
    const unknown = await server.get(path.replace('acme', 'no-such-network'))
    expect([known.statusCode, known.json().code]).toEqual([403, 'foreign-network'])
    expect([unknown.statusCode, unknown.body]).toEqual([403, known.body])
  })

  test('that is refused is not in the access log', async () => {
    expect(await server.accessLog('guarded')).toEqual([])
  })

  test.each(paths)('with another method is refused: %s', async (path) => {
    for (const method of ['POST', 'DELETE'] as const) {
      const answer = await server.request(method, path)
      expect([answer.statusCode, answer.json().code, answer.headers.allow]).toEqual([405, 'method-not-allowed', 'GET, HEAD'])
    }
  })

  test('of a path that is not there is refused', async () => {
    for (const path of ['/v1/networks/acme/users/anna', '/v1/networks/acme/users/anna/days/2026-11-25', `${csvOf('anna')}/x`]) {
      const answer = await server.get(path)
      expect([answer.statusCode, answer.json().code]).toEqual([404, 'not-found'])
    }
  })
})

describe('the access log', () => {
  test('has who read whose activity, which dates, also of a user whom nobody knows', async () => {
    await server.get(daysOf('read'))
    await server.get(sessionsOf('read', '2026-11-20'))
    await server.get(csvOf('read', '?from=2026-11-01'))
    const common = { network_id: 'acme', user_id: 'read', reader: 'boss' }
    const rows = await server.accessLog('read')
    expect(rows).toHaveLength(3)
    expect(rows).toEqual(
      expect.arrayContaining([
        { ...common, kind: 'days', from_date: '2026-11-12', to_date: '2026-11-25' },
        { ...common, kind: 'sessions', from_date: '2026-11-20', to_date: '2026-11-20' },
        { ...common, kind: 'csv', from_date: '2026-11-01', to_date: '2026-11-25' },
      ]),
    )
  })

  test("has looks at one's own activity too", async () => {
    const token = tokenFor(['acme'], ['activity:self'], 600, 'myself')
    for (const path of ['days?from=2026-11-02', 'days/2026-11-20/sessions', 'sessions.csv?from=2026-11-03'])
      expect((await server.get(`/v1/me/${path}`, token)).statusCode).toBe(200)
    const common = { network_id: 'acme', user_id: 'myself', reader: 'myself' }
    const rows = await server.accessLog('myself')
    expect(rows).toHaveLength(3)
    expect(rows).toEqual(
      expect.arrayContaining([
        { ...common, kind: 'days', from_date: '2026-11-02', to_date: '2026-11-25' },
        { ...common, kind: 'sessions', from_date: '2026-11-20', to_date: '2026-11-20' },
        { ...common, kind: 'csv', from_date: '2026-11-03', to_date: '2026-11-25' },
      ]),
    )
  })

  test.each([
    ['days', 'users/headed/days', 'headed'],
    ['sessions', 'users/headed/days/2026-11-20/sessions', 'headed'],
    ['csv', 'users/headed/sessions.csv', 'headed'],
    ['overview', 'users', ''],
    ['overview', 'days', ''],
    ['overview-csv', 'users.csv', ''],
    ['overview-csv', 'days.csv', ''],
  ])('has who asked for the headers alone, which tell something too: %s of %s', async (kind, path, userId) => {
    const network = `headers of ${path}`
    const token = tokenFor([network])
    const url = `/v1/networks/${encodeURIComponent(network)}/${path}`
    expect((await server.request('HEAD', url, token)).statusCode).toBe(200)
    const entry = { network_id: network, user_id: userId, reader: 'boss', kind }
    expect(await server.accessLog(userId)).toContainEqual(expect.objectContaining(entry))
    server.aroundInsert = async () => {
      throw new Error('disk full')
    }
    const refused = await server.request('HEAD', url, token)
    expect([refused.statusCode, refused.headers['content-disposition']]).toEqual([503, undefined])
  })

  test.each([
    ['days', daysOf('waiting')],
    ['sessions', sessionsOf('waiting', '2026-11-20')],
    ['csv', csvOf('waiting')],
  ])('is written before the answer leaves: %s', async (_kind, path) => {
    let isStored = false
    server.aroundInsert = async (insert) => {
      await new Promise((resolve) => setTimeout(resolve, 100))
      await insert()
      isStored = true
    }
    await server.get(path)
    expect(isStored).toBe(true)
  })

  test.each([
    ['days', daysOf('unrecorded')],
    ['sessions', sessionsOf('unrecorded', '2026-11-20')],
    ['csv', csvOf('unrecorded')],
  ])('refuses reads while it cannot be written: %s', async (_kind, path) => {
    await server.session('unrecorded', '2026-11-20T09:00Z', '2026-11-20T10:00Z')
    server.aroundInsert = async () => {
      throw new Error('disk full')
    }
    const answer = await server.get(path)
    expect([answer.statusCode, answer.json().code, answer.headers['retry-after']]).toEqual([503, 'access-log-unavailable', '5'])
    expect(answer.body).not.toContain('2026')
    expect(answer.headers['content-disposition']).toBeUndefined()
    server.aroundInsert = (insert) => insert()
    expect((await server.get(path)).statusCode).toBe(200)
  })
})

test.each([daysOf('unreadable'), daysOf('unreadable', '?to=2026-11-25'), sessionsOf('unreadable', '2026-11-20'), csvOf('unreadable')])(
  'a store that fails is said to be unavailable: %s',
  async (path) => {
    server.beforeQuery = async () => {
      throw new Error('connection refused')
    }
    const answer = await server.get(path)
    expect([answer.statusCode, answer.json().code, answer.headers['retry-after']]).toEqual([503, 'unavailable', '5'])
    expect(answer.body).not.toContain('refused')
  },
)
