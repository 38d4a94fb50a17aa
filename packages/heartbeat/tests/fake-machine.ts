import { runHeartbeat } from '../src/heartbeat.ts'
import type { Heartbeat, HeartbeatEvent, HeartbeatOptions } from '../src/options.ts'
import type { DatedAnswer, Listener, Platform, Posting } from '../src/platform.ts'
import type { Point, PointStore } from '../src/point.ts'
import { hide, show } from '../src/tab-state.ts'

interface Timer {
  readonly at: number
  readonly then: () => void
  readonly tab: number
}

/** What the client sends, as the server reads it. */
export interface SentBody {
  readonly sentAt?: number
  readonly events: readonly Point[]
}

/** A tab of the fake browser. */
export interface FakeTab {
  readonly heartbeat: Heartbeat
  readonly listener: Listener
  readonly events: [HeartbeatEvent, unknown][]
  isLeading: boolean
  isThere: boolean
  /** Its channel to other tabs is open, as it is unless the page is in the back/forward cache. */
  isHearing: boolean
}

/** One machine with a clock that can be set, a store, a queue for the lock, and a network; nothing of it is real. */
export class FakeMachine {
  /** True time, in epoch milliseconds. */
  time = 1_800_000_000_000
  /** By how much the wall clock differs from it. */
  skew = 0
  /** What the monotonic clock has missed, because the machine slept. */
  slept = 0
  zone = 'Europe/Amsterdam'
  isOnline = true
  hasStorage = true
  /** Storage answers at all. */
  storageAnswers = true
  /** Requests are on their way until they are let go. */
  isHolding = false
  readonly tabs: FakeTab[] = []
  /** What the server took, in order, with the clocks mended that it took for wrong. */
  readonly requests: SentBody[] = []
  readonly postings: Posting[] = []
  /** How often somebody used the store. */
  reads = 0
  /** Called when a tab may lead, in the order in which they asked. */
  readonly granted: (() => void)[] = []
  stored = new Map<number, Point>()
  generation = 0
  /** What the server answers. */
  answer: (posting: Posting) => DatedAnswer = () => ({ status: 202, date: new Date(this.time).toUTCString() })
  #timers: Timer[] = []
  #held: (() => void)[] = []
  #queue: { readonly tab: number; readonly signal: AbortSignal; readonly granted: () => void }[] = []
  #seed = 1

  /** Whose every call is one step of this machine. */
  open(options: Partial<HeartbeatOptions> = {}): FakeTab {
    const id = this.tabs.length
    const events: [HeartbeatEvent, unknown][] = []
    const tab = { events, isLeading: false, isThere: true, isHearing: true } as FakeTab & { heartbeat: Heartbeat; listener: Listener }
    this.tabs.push(tab)
    const user: HeartbeatOptions = {
      endpoint: 'https://stitchlog.test',
      networkId: 'acme',
      userId: 'anna',
      device: 'web',
      getToken: () => 'token',
      onEvent: (type, detail) => {
        events.push([type, detail])
        if (type === 'lead') tab.isLeading = detail === true
      },
      ...options,
    }
    tab.heartbeat = runHeartbeat(user, this.#platform(id, tab))
    return tab
  }

  #platform(id: number, tab: { listener: Listener; isThere: boolean; isHearing: boolean }): Platform {
    return {
      now: () => Math.round(this.time + this.skew),
      uptime: () => this.time - this.slept,
      random: () => this.random(),
      timeZone: () => this.zone,
      store: this.#store(),
      later: (ms, then) => this.#later(ms, then, id),
      listen: (listener) => {
        tab.listener = listener
        listener.on(show)
        return () => {}
      },
      lead: (signal, granted) => {
        this.granted.push(granted)
        this.#queue.push({ tab: id, signal, granted })
        signal.addEventListener('abort', () => this.#letGo((it) => it.signal === signal))
        if (this.#queue.length === 1) granted()
      },
      tell: (isForgotten) => {
        if (!tab.isHearing) return
        for (const other of this.tabs) if (other !== tab && other.isThere && other.isHearing) queueMicrotask(() => other.listener.told(isForgotten))
      },
      post: (posting) => this.#post(posting),
    }
  }

  #later(ms: number, then: () => void, tab = -1): () => void {
    const timer = { at: this.time + Math.max(0, Math.ceil(ms)), then, tab }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((it) => it !== timer)
    }
  }

  /** A request that is held up arrives when it is let go; the client waits for half a minute of its own time. */
  async #post(posting: Posting): Promise<DatedAnswer> {
    if (!this.isOnline) throw new TypeError('Failed to fetch')
    this.postings.push(posting)
    if (this.isHolding)
      return await new Promise((resolve, reject) => {
        this.#held.push(() => resolve(this.#arrive(posting)))
        this.#later(30_000, () => reject(new DOMException('late', 'TimeoutError')))
      })
    return this.#arrive(posting)
  }

  #arrive(posting: Posting): DatedAnswer {
    const answer = this.answer(posting)
    const { sentAt = this.time, events }: SentBody = JSON.parse(JSON.stringify(posting.body))
    const offset = this.time - sentAt
    const mend = (event: Point) => (Math.abs(offset) > 120_000 ? { ...event, occurredAt: event.occurredAt + offset } : event)
    if (answer.status === 202 && events.length > 0) this.requests.push({ sentAt, events: events.map(mend) })
    return { ...(answer.status > 0 && { date: new Date(this.time).toUTCString() }), ...answer }
  }

  letGo(): void {
    this.isHolding = false
    for (const arrive of this.#held.splice(0)) arrive()
  }

  /** As IndexedDB behaves, the generation included. */
  #store(): PointStore {
    const generation = this.generation
    return async (remove, add, forget) => {
      this.reads++
      if (!this.storageAnswers) return await new Promise(() => {})
      if (!this.hasStorage) throw new DOMException('full', 'QuotaExceededError')
      if (forget) {
        this.stored.clear()
        this.generation++
      }
      if (generation !== this.generation) return undefined
      for (const { id } of remove) this.stored.delete(id)
      for (const point of add) this.stored.set(point.id, point)
      return [...this.stored.values()].map((point) => ({ ...point }))
    }
  }

  #letGo(isIt: (it: { readonly tab: number; readonly signal: AbortSignal }) => boolean): void {
    const [holder] = this.#queue
    this.#queue = this.#queue.filter((it) => !isIt(it))
    if (this.#queue[0] !== holder) this.#queue[0]?.granted()
  }

  /** Ends a tab without a word. */
  kill(tab: FakeTab): void {
    const id = this.tabs.indexOf(tab)
    tab.isThere = false
    tab.isLeading = false
    this.#timers = this.#timers.filter((it) => it.tab !== id)
    this.#letGo((it) => it.tab === id)
  }

  /** Time passes, and timers are called when they are due. */
  async pass(ms: number): Promise<void> {
    const until = this.time + ms
    for (let calls = 0; ; calls++) {
      if (calls > 20_000) throw new Error('a tab never rests')
      await this.settle()
      const next = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      this.#timers = this.#timers.filter((it) => it !== next)
      this.time = Math.max(this.time, next.at)
      next.then()
    }
    this.time = until
  }

  /** The machine sleeps: no timer is called, and the monotonic clock stands still. */
  sleep(ms: number): void {
    this.time += ms
    this.slept += ms
    this.#timers = this.#timers.map((timer) => ({ ...timer, at: timer.at + ms }))
  }

  hide(tab: FakeTab): void {
    tab.listener.on(hide)
  }

  show(tab: FakeTab): void {
    tab.listener.on(show)
  }

  /** All that is waiting for promises is done. */
  async settle(): Promise<void> {
    for (let turns = 0; turns < 100; turns++) await undefined
  }

  random(): number {
    this.#seed = (this.#seed * 48271) % 0x7fffffff
    return this.#seed / 0x7fffffff
  }

  /** The instants of all that was sent, in order of time. */
  sentInstants(): number[] {
    return [...new Set(this.requests.flatMap(({ events }) => events.map(({ occurredAt }) => occurredAt)))].sort((a, b) => a - b)
  }
}

/** Sessions of instants, as the server makes them. */
export function sessionsOf(instants: readonly number[], timeoutMs: number): [start: number, end: number][] {
  const sessions: [number, number][] = []
  for (const at of [...instants].sort((a, b) => a - b)) {
    const last = sessions.at(-1)
    if (last !== undefined && at - last[1] <= timeoutMs) last[1] = at
    else sessions.push([at, at])
  }
  return sessions
}
