import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Point } from '../src/point.ts'
import { startHeartbeat } from '../src/react-native.ts'

/** What the phone is, as far as the client knows. */
class FakePhone {
  state = 'active'
  readonly kept = new Map<string, string>()
  readonly posted: Point[] = []
  isConnected = true
  #hearState = (_state: string): void => {}
  #hearNet = (_state: { isConnected: boolean | null }): void => {}

  start() {
    vi.stubGlobal('fetch', async (_url: string, { body }: { body: string }) => {
      if (!this.isConnected) throw new TypeError('Network request failed')
      this.posted.push(...JSON.parse(body).events)
      return new Response('{}', { status: 202 })
    })
    const phone = this
    return startHeartbeat({
      endpoint: 'https://activity.example.com',
      networkId: 'acme',
      userId: 'anna',
      getToken: () => 'token',
      appState: {
        get currentState() {
          return phone.state
        },
        addEventListener: (_type, listener) => {
          this.#hearState = listener
          return { remove: () => {} }
        },
      },
      storage: {
        getItem: async (key) => this.kept.get(key) ?? null,
        setItem: async (key, value) => this.kept.set(key, value),
        removeItem: async (key) => this.kept.delete(key),
      },
      netInfo: {
        addEventListener: (listener) => {
          this.#hearNet = listener
          return () => {}
        },
      },
      timeZone: () => 'Europe/Amsterdam',
    })
  }

  async become(state: string): Promise<void> {
    this.state = state
    this.#hearState(state)
    await vi.advanceTimersByTimeAsync(0)
  }

  async connect(isConnected: boolean): Promise<void> {
    this.isConnected = isConnected
    this.#hearNet({ isConnected })
    await vi.advanceTimersByTimeAsync(0)
  }

  get unsent(): Point[] {
    return [...this.kept.values()].flatMap((value) => JSON.parse(value))
  }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('a call or the app switcher ends nothing, and the last instant is kept before the app may be gone', async () => {
  const phone = new FakePhone()
  const heartbeat = phone.start()
  heartbeat.active()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(phone.posted.length).toBe(1)
  expect(phone.posted[0]).toMatchObject({ device: 'mobile', timeZone: 'Europe/Amsterdam', networkId: 'acme', userId: 'anna' })
  heartbeat.active()
  const last = Date.now()
  await phone.become('inactive')
  expect(phone.unsent.map(({ occurredAt }) => occurredAt)).toEqual([last])
  await vi.advanceTimersByTimeAsync(5000)
  heartbeat.active()
  const later = Date.now()
  await phone.become('background')
  expect(phone.posted.at(-1)?.occurredAt).toBe(later)
  expect(phone.unsent).toEqual([])
  heartbeat.active()
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(phone.posted.at(-1)?.occurredAt).toBe(later)
})

test('what was done without a network survives the end of the app, and is sent when the phone is connected again', async () => {
  const phone = new FakePhone()
  phone.isConnected = false
  const first = Date.now()
  const heartbeat = phone.start()
  for (let beats = 0; beats < 20; beats++) {
    heartbeat.active()
    await vi.advanceTimersByTimeAsync(15_000)
  }
  expect(phone.posted).toEqual([])
  const next = phone.start()
  await phone.connect(false)
  await phone.connect(true)
  const instants = phone.posted.map(({ occurredAt }) => occurredAt).sort((a, b) => a - b)
  // Beats every 30 s, of which the last one may not have come.
  expect(instants[0]).toBe(first)
  expect(instants.at(-1)).toBeGreaterThanOrEqual(first + 255_000)
  expect(instants.every((at, nth) => nth === 0 || at - (instants[nth - 1] ?? 0) <= 60_000)).toBe(true)
  expect(phone.unsent).toEqual([])
  await phone.connect(false)
  next.active()
  await next.stop({ forget: true })
  expect(phone.kept.size).toBe(0)
})
