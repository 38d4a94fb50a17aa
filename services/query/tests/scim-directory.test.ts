import { createLogger, createMetrics, Health } from '@stitchlog/service-kit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ScimDirectory, type ScimDirectoryOptions } from '../directory/scim/scim-directory.ts'
import { directoryVariables, type ScimSettings } from '../directory/scim/scim-variables.ts'
import { ScimServer, scimUser } from './scim-server.ts'

let scim: ScimServer
let stopping: AbortController
let metrics: ReturnType<typeof createMetrics>
let health: Health
let now: number

beforeEach(async () => {
  scim = await ScimServer.start()
  stopping = new AbortController()
  metrics = createMetrics()
  health = new Health(() => now)
  now = 0
})
afterEach(async () => {
  stopping.abort()
  await scim.stop()
})

const minuteMs = 60_000

function open(variables: Readonly<Record<string, string>> = {}, options: Partial<ScimDirectoryOptions> = {}): ScimDirectory {
  const settings = directoryVariables.parse({
    STITCHLOG_SCIM_URL: `${scim.address}/scim/v2/`,
    STITCHLOG_SCIM_TOKEN: scim.token,
    ...(variables['STITCHLOG_SCIM_URL']?.includes('{network}') ? {} : { STITCHLOG_SCIM_NETWORKS: 'acme' }),
    ...variables,
  }) as ScimSettings
  const log = createLogger('tests', 'silent')
  return new ScimDirectory(settings, { health, log, metrics, signal: stopping.signal, now: () => now, retryPauseMs: 1, ...options })
}

const stateOf = (directory: ScimDirectory, network = 'acme') => directory.peopleOf(network)?.state
const namesOf = (directory: ScimDirectory, network = 'acme') =>
  directory
    .peopleOf(network)
    ?.search('')
    .map(({ name }) => name)
const outcomes = async () => {
  const { values } = (await metrics.getSingleMetric('stitchlog_directory_readings_total')?.get()) ?? { values: [] }
  return Object.fromEntries(values.filter(({ value }) => value > 0).map(({ labels, value }) => [labels['outcome'], value]))
}

/** Waits until its people are no more, or for the first time, being read. */
async function settled(directory: ScimDirectory, state: string): Promise<void> {
  await expect.poll(() => stateOf(directory)).toBe(state)
}

describe('a SCIM directory', () => {
  test('is read in pages as large as its server gives, with the token and no filter', async () => {
    scim.users = Array.from({ length: 1203 }, (_, nth) => scimUser(`user-${nth}`, `Name ${nth}`))
    scim.mostPerPage = 400
    const directory = open()
    expect(stateOf(directory)).toBe('loading')
    await settled(directory, 'answered')
    expect(directory.peopleOf('acme')?.find(['user-0', 'user-1202', 'user-1203']).size).toBe(2)
    expect(scim.asked.map(({ searchParams }) => searchParams.get('startIndex'))).toEqual(['1', '401', '801', '1201'])
    expect(scim.asked.every(({ pathname, searchParams }) => pathname === '/scim/v2/Users' && !searchParams.has('filter'))).toBe(true)
    expect(await outcomes()).toEqual({ succeeded: 1 })
    expect(health.isAvailable('the directory')).toBe(true)
  })

  test('gives whatever of a person it has', async () => {
    const department = { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: ' Care\n& more ' } }
    scim.users = [
      scimUser('a', 'Anna', { emails: [{ value: 'x@example.org' }, { value: 'a@example.org', primary: true }], ...department }),
      { id: '2', userName: 'b', name: { givenName: 'Ben', familyName: 'Carter' } },
      { id: '3', userName: 'c', name: { formatted: 'Chitra\u202E Rao' }, photos: [{ value: 'https://example.org/c.jpg' }], active: 'False' },
      { id: '4', userName: 'd', displayName: 7, nickName: 'Dee', emails: 'none', photos: [{ value: 'javascript:alert(1)' }] },
      { id: '5', userName: 'e', emails: [{ value: 'e@example.org' }] },
      { id: '6', userName: 'nobody' },
      { id: '7', displayName: 'without a user name' },
      { id: '8', userName: 'bad\nid', displayName: 'Bad' },
      'nonsense',
      null,
    ]
    const directory = open()
    await settled(directory, 'answered')
    expect(directory.peopleOf('acme')?.search('')).toEqual([
      { id: 'a', name: 'Anna', email: 'a@example.org', department: 'Care & more' },
      { id: 'b', name: 'Ben Carter' },
      { id: 'c', name: 'Chitra Rao', pictureUrl: 'https://example.org/c.jpg', hasLeft: true },
      { id: 'd', name: 'Dee' },
      { id: 'e', name: 'e@example.org', email: 'e@example.org' },
    ])
  })

  test('has ids from the attribute that is configured', async () => {
    scim.users = [scimUser('a@example.org', 'Anna', { externalId: 'e-1', id: 's-1' })]
    for (const [attribute, id] of [
      ['externalId', 'e-1'],
      ['id', 's-1'],
    ] as const) {
      metrics = createMetrics()
      const directory = open({ STITCHLOG_SCIM_USER_ID: attribute })
      await settled(directory, 'answered')
      expect(directory.peopleOf('acme')?.search('')[0]?.id).toBe(id)
    }
  })

  test('names people of no network but its own', async () => {
    scim.users = [scimUser('a', 'Anna')]
    const directory = open()
    await settled(directory, 'answered')
    expect(directory.peopleOf('other')).toBeUndefined()
  })

  test('may be one for each network, whatever their ids', async () => {
    scim.instead = (request, response) => {
      const [, network = ''] = /^\/([^/]+)\/Users\?/.exec(request.url ?? '') ?? []
      const Resources = [scimUser('a', `Anna of ${decodeURIComponent(network)}`)]
      scim.send(response, 200, { totalResults: 1, Resources })
    }
    const directory = open({ STITCHLOG_SCIM_URL: `${scim.address}/{network}` })
    for (const network of ['acme', 'a/../b', '%2e%2e', '?x=1#y', '$&']) {
      await expect.poll(() => namesOf(directory, network)).toEqual([`Anna of ${network}`])
    }
  })
})

describe('a directory that does not answer as it should', () => {
  test.each([
    ['hangs', 'timed-out', () => {}],
    ['begins and hangs', 'timed-out', (response) => response.writeHead(200).write('{"totalResults":')],
    ['refuses the token', 'refused', (response) => response.writeHead(401).end()],
    ['forbids', 'refused', (response) => response.writeHead(403).end()],
    ['leads elsewhere', 'unreachable', (response) => response.writeHead(302, { location: '/elsewhere' }).end()],
    ['hangs up', 'unreachable', (response) => response.destroy()],
    ['fails', 'server-error', (response) => response.writeHead(500).end()],
    ['has too much to do', 'rate-limited', (response) => response.writeHead(429, { 'retry-after': '3600' }).end()],
    ['is a web page', 'nonsense', (response) => response.writeHead(200).end('<html>')],
    ['sends another shape', 'nonsense', (response) => response.writeHead(200).end('{"totalResults":"1","Resources":{}}')],
    ['has nobody', 'nonsense', (response) => response.writeHead(200).end('{"totalResults":0,"Resources":[]}')],
    ['sends too much', 'too-large', (response) => response.writeHead(200).end(`{"x":"${'x'.repeat(9 * 2 ** 20)}"}`)],
  ] satisfies [string, string, (response: import('node:http').ServerResponse) => unknown][])(
    'because it %s is unavailable, and is asked again later',
    async (_what, outcome, answer) => {
      scim.users = [scimUser('a', 'Anna')]
      scim.instead = (_request, response) => answer(response)
      const directory = open({}, { pageTimeoutMs: 1500 })
      expect(stateOf(directory)).toBe('loading')
      await settled(directory, 'unavailable')
      expect(await outcomes()).toEqual({ [outcome]: 1 })
      expect(health.isAvailable('the directory')).toBe(false)
      scim.instead = undefined
      now += 4999
      const before = scim.asked.length
      expect(stateOf(directory)).toBe('unavailable')
      expect(scim.asked.length).toBe(before)
      now += 1
      await settled(directory, 'answered')
      expect(await outcomes()).toEqual({ [outcome]: 1, succeeded: 1 })
    },
  )

  test('is asked again at once for a page that failed, and after the time that it names', async () => {
    scim.users = [scimUser('a', 'Anna')]
    const statuses = [503, 429]
    scim.instead = (_request, response) => {
      response.writeHead(statuses.shift() ?? 200, { 'retry-after': '0' })
      if (statuses.length === 0) scim.instead = undefined
      response.end()
    }
    const directory = open()
    await settled(directory, 'answered')
    expect(scim.asked).toHaveLength(3)
  })

  test('keeps its people while it cannot be read again, but not for hours', async () => {
    scim.users = [scimUser('a', 'Anna')]
    const directory = open()
    await settled(directory, 'answered')
    scim.instead = (_request, response) => response.writeHead(500).end()
    now += 11 * minuteMs
    expect(stateOf(directory)).toBe('answered')
    await expect.poll(outcomes).toEqual({ succeeded: 1, 'server-error': 1 })
    expect(namesOf(directory)).toEqual(['Anna'])
    now += 30 * minuteMs
    expect(stateOf(directory)).toBe('unavailable')
    expect(namesOf(directory)).toEqual([])
  })

  test('is read again only when somebody looks and its people are old', async () => {
    scim.users = [scimUser('a', 'Anna')]
    const directory = open()
    await settled(directory, 'answered')
    scim.users = [scimUser('a', 'Anna Jansen')]
    now += 9 * minuteMs
    expect(namesOf(directory)).toEqual(['Anna'])
    expect(scim.asked).toHaveLength(1)
    now += minuteMs
    // The answer that finds them old has them still.
    expect(namesOf(directory)).toEqual(['Anna'])
    await expect.poll(() => namesOf(directory)).toEqual(['Anna Jansen'])
  })

  test.each([
    ['pages that ignore where they begin', (scim: ScimServer) => ({ totalResults: 3, Resources: scim.users.slice(0, 2) })],
    ['fewer people than it says', (scim: ScimServer) => ({ totalResults: 3, Resources: scim.asked.length === 1 ? scim.users.slice(0, 2) : [] })],
  ])('with %s is incomplete, so that nobody seems to have left', async (_what, answer) => {
    scim.users = [scimUser('a', 'Anna'), scimUser('b', 'Ben')]
    scim.instead = (_request, response) => scim.send(response, 200, answer(scim))
    const directory = open()
    await settled(directory, 'incomplete')
    expect(namesOf(directory)).toEqual(['Anna', 'Ben'])
  })

  test('gives no more people than are kept, and is incomplete then', async () => {
    scim.users = Array.from({ length: 30 }, (_, nth) => scimUser(`user-${nth}`, `Name ${nth}`))
    scim.mostPerPage = 7
    const directory = open({ STITCHLOG_SCIM_MAX_PEOPLE: '10' })
    await settled(directory, 'incomplete')
    expect(namesOf(directory)).toHaveLength(10)
    expect(scim.asked).toHaveLength(2)
  })

  test('of several, those make room that nobody asked for the longest', async () => {
    scim.users = Array.from({ length: 6 }, (_, nth) => scimUser(`user-${nth}`, `Name ${nth}`))
    const directory = open({ STITCHLOG_SCIM_URL: `${scim.address}/{network}`, STITCHLOG_SCIM_MAX_PEOPLE: '13' })
    for (const network of ['a', 'b', 'c']) {
      now += 1000
      await expect.poll(() => stateOf(directory, network)).toBe('answered')
    }
    expect(await metrics.metrics()).toContain('stitchlog_directory_people 12')
    expect(stateOf(directory, 'b')).toBe('answered')
    expect(stateOf(directory, 'a')).toBe('loading')
  })
})

test.each([
  [{ STITCHLOG_SCIM_NETWORKS: '' }, 'STITCHLOG_SCIM_NETWORKS'],
  [{ STITCHLOG_SCIM_URL: 'https://example.org/{network}', STITCHLOG_SCIM_NETWORKS: 'acme' }, 'STITCHLOG_SCIM_NETWORKS'],
  [{ STITCHLOG_SCIM_URL: 'https://{network}.example.org/', STITCHLOG_SCIM_NETWORKS: '' }, 'in its path only'],
  [{ STITCHLOG_SCIM_URL: 'ldap://example.org' }, 'an http or https address'],
  [{ STITCHLOG_SCIM_TOKEN: 'a\nb' }, 'a bearer token'],
  [{ STITCHLOG_SCIM_USER_ID: 'mail' }, 'userName, externalId, id'],
])('a configuration with %j is refused', (variables, message) => {
  const { error } = directoryVariables.safeParse({ STITCHLOG_SCIM_URL: 'https://example.org/', STITCHLOG_SCIM_NETWORKS: 'acme', ...variables })
  expect(error?.message).toContain(message)
})
