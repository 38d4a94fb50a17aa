import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { fillDisk } from '../../../packages/store/tests/fill-disk.ts'
import { rounds } from '../../../tests/rounds.ts'
import { type Api, apiOf, end, type StandaloneProcess, spawnStandalone, startStandalone, temporaryFolder, tokenFor } from './standalone-process.ts'

/** A small file system of its own, which only a superuser of Linux can make. */
function canMount(): boolean {
  const folder = temporaryFolder()
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'stitchlog-test', folder]).status === 0
  if (isMounted) spawnSync('umount', [folder])
  rmSync(folder, { recursive: true, force: true })
  if (isMounted) return true
  const message = 'no file system can be mounted: nothing that needs a full disk can be tested'
  if (process.env['CI'] === 'true') throw new Error(message)
  console.warn(`\n!!! SKIPPED: ${message} !!!\n`)
  return false
}

const withinMs = 8000

describe.runIf(canMount())('a full disk', { timeout: 600_000 }, () => {
  let disk: string
  let standalone: StandaloneProcess
  let api: Api
  const acknowledged: string[] = []
  beforeAll(async () => {
    disk = temporaryFolder()
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=96m,nr_inodes=20000', 'stitchlog-test', disk]).status).toBe(0)
    await start()
    expect(await ending(api.put('/v1/networks/acme/tracking', { enabled: true }))).toBe(200)
  })
  afterAll(async () => {
    if (standalone !== undefined) await end(standalone.child, 'SIGKILL')
    spawnSync('umount', ['-l', disk])
    rmSync(disk, { recursive: true, force: true })
  })
  const start = async () => {
    standalone = await startStandalone(join(disk, 'data'))
    api = apiOf(standalone.address, await tokenFor(['acme', 'other']))
  }

  const ballast = () => join(disk, 'ballast')
  const fill = () => fillDisk(ballast())
  const empty = () => rmSync(ballast(), { recursive: true })
  /** Room for bytes, but for no further file. */
  const fillWithFiles = () => {
    mkdirSync(ballast())
    try {
      for (let count = 0; ; count++) writeFileSync(join(ballast(), String(count)), '')
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' })
    }
  }

  const send = async (userId: string) =>
    await api.post('/v1/events', { events: [{ networkId: 'acme', userId, device: 'web', timeZone: 'Etc/UTC', occurredAt: Date.now() }] })
  /** How a call ended: its status, and whether it says when to come again. It must not take long. */
  const ending = async (call: Promise<Response>) => {
    const beganAt = performance.now()
    const response = await call
    await response.text()
    expect(performance.now() - beganAt).toBeLessThan(withinMs)
    return response.status === 503 ? `503 ${response.headers.has('retry-after')}` : response.status
  }
  const ready = async () => (await api.get('/readyz')).status
  const healthy = async () => (await api.get('/healthz')).status
  const sessionsOf = async (userId: string) => {
    const response = await api.get(`/v1/networks/acme/users/${userId}/sessions.csv`)
    // Other rows name times of which nothing was recorded.
    return response.status === 200 ? (await response.text()).match(/^[^,]*,(?:mobile|web),/gm)?.length : response.status
  }

  const allAreThere = async () => {
    for (const userId of acknowledged) expect([userId, await sessionsOf(userId)]).toEqual([userId, 1])
  }

  test('without room for bytes, or for files: 503 and not ready while it lasts, and itself again seconds after, with all that was acknowledged', async () => {
    for (let round = 0; round < rounds(2, 6); round++) {
      const breakDisk = round % 2 === 0 ? fill : fillWithFiles
      for (let index = 0; index < 5; index++) {
        const userId = `user-${round}-${index}`
        expect(await ending(send(userId))).toBe(202)
        acknowledged.push(userId)
      }
      // Events are under way at the moment at which it happens.
      const underWay = Array.from({ length: 20 }, (_, index) => `under-way-${round}-${index}`)
      const sending = underWay.map(async (userId) => {
        const outcome = await ending(send(userId))
        if (outcome === 202) acknowledged.push(userId)
        else expect(outcome).toBe('503 true')
      })
      breakDisk()
      await Promise.all(sending)
      for (let index = 0; index < 4; index++) expect(await ending(send('refused'))).toBe('503 true')
      await vi.waitFor(async () => expect(await ready()).toBe(503), withinMs)
      expect(await healthy()).toBe(200)
      expect(await ending(api.put('/v1/networks/acme/tracking', { enabled: true, inactivityTimeoutSeconds: { web: 60 + round } }))).toBe('503 true')
      expect(await ending(api.put('/v1/networks/acme/retention', { days: 30 + round }))).toBe('503 true')
      expect(await ending(api.delete('/v1/networks/acme/users/nobody/activity'))).toBe('503 true')
      // Nobody reads what cannot be recorded.
      expect(await ending(api.get('/v1/networks/acme/users/user-0-0/days'))).toBe('503 true')
      expect(await ending(api.get('/v1/networks/acme/tracking'))).toBe(200)
      empty()
      await vi.waitFor(async () => expect(await ready()).toBe(200), withinMs)
      await vi.waitFor(async () => expect(await ending(send(`back-${round}`))).toBe(202), withinMs)
      acknowledged.push(`back-${round}`)
    }
    await allAreThere()
  })

  test('ends within seconds when it is asked to while the disk is full', async () => {
    const waiting = Array.from({ length: 10 }, () => ending(send('ben')))
    fill()
    expect(new Set(await Promise.all(waiting)).difference(new Set(['503 true', 202])).size).toBe(0)
    const askedAt = performance.now()
    await end(standalone.child)
    expect(performance.now() - askedAt).toBeLessThan(20_000)
    expect(standalone.output().trim().split('\n').at(-1)).not.toMatch(/^ {4}at /)
  })

  test('starts without room for the sample network, and is itself when there is room, with all that was acknowledged', async () => {
    const { child, output } = spawnStandalone(join(disk, 'data'), { STITCHLOG_SAMPLE: 'on' })
    standalone = { child, output, address: '' }
    await vi.waitFor(() => expect(output()).toMatch(/Ctrl-C/), 180_000)
    expect(output()).toMatch(/The sample network could not be brought up to date: /)
    api = apiOf(/listens on (http:\S+)/.exec(output())?.[1] ?? '', await tokenFor(['acme']))
    await vi.waitFor(async () => expect(await ready()).toBe(503), withinMs)
    expect(await ending(send('ben'))).toBe('503 true')
    empty()
    await vi.waitFor(async () => expect(await ready()).toBe(200), withinMs)
    expect(await ending(send('cleo'))).toBe(202)
    acknowledged.push('cleo')
    await allAreThere()
    expect(await ending(api.put('/v1/networks/acme/tracking', { enabled: false }))).toBe(200)
    expect(await end(child)).toBe(0)
    await start()
    await allAreThere()
  })
})
