import { beforeAll, describe, expect, test } from 'vitest'
import { shareStandalone } from '../../../services/standalone/tests/shared-standalone.ts'
import { tokenFor } from '../../../services/standalone/tests/standalone-process.ts'
import { type ApiClient, createApiClient } from '../src/index.ts'

const networkId = 'acme'
const shared = shareStandalone([networkId], { STITCHLOG_ROLLUP_CRON: '* * * * * *' })
let api: ApiClient
let token = ''
let asked = 0

const user = { params: { path: { networkId, userId: 'you' } } }

beforeAll(async () => {
  token = await tokenFor([networkId])
  api = createApiClient({
    baseUrl: shared().address,
    getToken: () => {
      asked++
      return token
    },
  })
})

describe('against a standalone server, the client', () => {
  test('sends heartbeats, and reads them as days, sessions, users and files', async () => {
    const occurredAt = Date.now()
    const events = [0, 500].map((later) => ({
      networkId,
      userId: 'you',
      device: 'web' as const,
      timeZone: 'Etc/UTC',
      occurredAt: occurredAt + later,
    }))
    const sent = await api.POST('/v1/events', { body: { events } })
    expect(sent.response.status).toBe(202)
    expect(sent.data).toMatchObject({ accepted: 2, dropped: {}, rejected: [] })
    await expect.poll(async () => (await api.GET('/v1/networks/{networkId}/users/{userId}/days', user)).data?.days.length).toBe(1)
    const { data: days } = await api.GET('/v1/networks/{networkId}/users/{userId}/days', user)
    const [day] = days?.days ?? []
    const { date = '', sessionCount, durationMs } = day ?? {}
    expect(sessionCount).toBe(1)
    const { data: sessions } = await api.GET('/v1/networks/{networkId}/users/{userId}/days/{date}/sessions', {
      params: { path: { ...user.params.path, date } },
    })
    expect(sessions?.sessions.map((session) => [session.device, session.durationMs])).toEqual([['web', durationMs]])
    const users = async () => {
      const { data } = await api.GET('/v1/networks/{networkId}/users', { params: { path: { networkId }, query: { search: 'YO', limit: 10 } } })
      return data?.users.map((it) => [it.userId, it.durationMs])
    }
    await expect.poll(users).toEqual([['you', durationMs]])
    const { data: file } = await api.GET('/v1/networks/{networkId}/users/{userId}/sessions.csv', { ...user, parseAs: 'text' })
    expect(file).toContain('\r\n')
    expect(String(file)).toContain(date)
  })

  test('switches tracking and retention, reads who looked, and erases', async () => {
    const network = { params: { path: { networkId } } }
    const { data: tracking } = await api.PUT('/v1/networks/{networkId}/tracking', { ...network, body: { enabled: true } })
    expect(tracking?.enabled).toBe(true)
    const { data: retention } = await api.PUT('/v1/networks/{networkId}/retention', { ...network, body: { days: 300 } })
    expect(retention?.retentionDays).toBe(300)
    expect((await api.GET('/v1/networks/{networkId}/tracking', network)).data?.retentionDays).toBe(300)
    expect((await api.GET('/v1/networks/{networkId}/access-log', network)).data?.entries.length).toBeGreaterThan(0)
    expect((await api.DELETE('/v1/networks/{networkId}/users/{userId}/activity', user)).response.status).toBe(202)
  })

  test('says what is wrong', async () => {
    const answer = await api.GET('/v1/networks/{networkId}/users/{userId}/days', {
      params: { path: user.params.path, query: { from: '2026-13-01' } },
    })
    expect(answer.data).toBeUndefined()
    expect(answer.error).toMatchObject({ status: 400, code: 'invalid-parameter', title: 'A parameter has a bad value' })
    const before = token
    token = 'nonsense'
    expect((await api.GET('/v1/networks/{networkId}/users/{userId}/days', user)).error).toMatchObject({ status: 401 })
    token = before
    const nowhere = createApiClient({ baseUrl: 'http://127.0.0.1:1', getToken: () => token })
    await expect(nowhere.GET('/v1/me/days')).rejects.toThrow('fetch failed')
  })

  test('asks for a token for each request, and passes on what that throws', async () => {
    const before = asked
    await api.GET('/v1/me/days')
    await api.GET('/v1/me/days')
    expect(asked - before).toBe(2)
    const signedOut = createApiClient({
      baseUrl: shared().address,
      getToken: async () => {
        throw new Error('signed out')
      },
    })
    await expect(signedOut.GET('/v1/me/days')).rejects.toThrow('signed out')
  })

  // As a step back in the path it would be the call that erases everyone.
  test.each(['.', '..'])('sends nothing for a user %s, and takes other odd ids for what they are', async (userId) => {
    const requests: string[] = []
    const watched = createApiClient({
      baseUrl: shared().address,
      getToken: () => token,
      fetch: async (request) => {
        requests.push(request.url)
        return await fetch(request)
      },
    })
    const erase = (id: string) => watched.DELETE('/v1/networks/{networkId}/users/{userId}/activity', { params: { path: { networkId, userId: id } } })
    await expect(erase(userId)).rejects.toThrow(TypeError)
    expect(requests).toEqual([])
    for (const id of ['...', '%2e%2e', 'a/../b', 'a b?c#d', '\u{1F600}', '../..']) expect((await erase(id)).response.status).toBe(202)
  })
})
