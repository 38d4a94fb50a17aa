import { createLogger, createMetrics, Health } from '@stitchlog/service-kit'
import { expect, test } from 'vitest'
import { ScimDirectory } from '../directory/scim/scim-directory.ts'
import { directoryVariables } from '../directory/scim/scim-variables.ts'
import { QueryServer, tokenFor } from './query-server.ts'
import { ScimServer } from './scim-server.ts'

test('a directory that hangs adds nothing to any answer: all come while it is still asked, with ids, and say so', async () => {
  const scim = await ScimServer.start()
  scim.instead = () => {}
  const stopping = new AbortController()
  const settings = directoryVariables.parse({ STITCHLOG_SCIM_URL: scim.address, STITCHLOG_SCIM_TOKEN: scim.token, STITCHLOG_SCIM_NETWORKS: 'acme' })
  if (settings === undefined) throw new Error('a directory is configured')
  const health = new Health(() => performance.now())
  const options = { health, log: createLogger('query', 'silent'), metrics: createMetrics(), signal: stopping.signal, pageTimeoutMs: 600_000 }
  const server = await QueryServer.start({}, new ScimDirectory(settings, options))
  try {
    await server.switchOn()
    await server.session('anna', '2026-11-24T09:00+01:00', '2026-11-24T11:00+01:00')
    await server.rollUp()
    for (const path of ['users?search=anna&everyone=true', 'users?sort=user', 'users/anna/days']) {
      expect((await server.get(`/v1/networks/acme/${path}`)).json(), path).toMatchObject({ directory: 'loading' })
    }
    for (const path of ['users.csv?search=anna', 'users.xlsx', 'users/anna/sessions.csv', 'users/anna/sessions.xlsx']) {
      expect((await server.get(`/v1/networks/acme/${path}`)).statusCode, path).toBe(200)
    }
    expect((await server.get('/v1/networks/acme/access-log', tokenFor(['acme'], ['activity:manage']))).json().directory).toBe('loading')
    expect((await server.get('/v1/networks/acme/users?search=anna')).json().users).toEqual([expect.objectContaining({ userId: 'anna' })])
    // Asked once, and not answered: nothing waited for it, and nothing asked again.
    expect(scim.asked).toHaveLength(1)

    expect((await server.get('/readyz')).statusCode).toBe(200)
  } finally {
    stopping.abort()
    await server.stop()
    await scim.stop()
  }
})
