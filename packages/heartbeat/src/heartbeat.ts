import { watchClock } from './clock-watch.ts'
import { memoryStore } from './memory-store.ts'
import { noteSign } from './note-sign.ts'
import type { Heartbeat, HeartbeatEvent, HeartbeatOptions } from './options.ts'
import { ownPause, toldPause } from './pause.ts'
import type { DatedAnswer, Listener, Platform } from './platform.ts'
import type { Point } from './point.ts'
import { away, lead, leading, nextState, stop, stopped, type TabEvent, type TabState, waiting } from './tab-state.ts'
import { thinPoints } from './thin-points.ts'

/** With the tenth by which it varies it is below the shortest inactivity timeout. */
const longestIntervalMs = 50_000

/** What the server takes in one request. */
const mostPerRequest = 1000

/** Beyond it, points are thinned out at a price. Tabs add without looking, so there is room up to the promised 10,000. */
const mostUnsent = 6000

/** So many fit into the 64 kB that browsers let outlive a page, if ids have their greatest length. */
const mostAtEnd = 40

/** Clocks that differ by less are mended by nobody. */
const toleratedSkewMs = 60_000

/** Nothing else says that points are stored: 200 may come from a hotel's network. */
const taken = 202

/** Nobody waits longer for a token or for storage: some browsers never open a database. */
const timeoutMs = 30_000

/** Runs the client on a platform. */
export function runHeartbeat(options: HeartbeatOptions, platform: Platform): Heartbeat {
  const { attentionMs = 120_000 } = options
  const intervalMs = Math.min(longestIntervalMs, options.intervalMs ?? 30_000)
  const { now, uptime, random, later } = platform
  const clockJump = watchClock(() => now() - uptime())
  let state: TabState = away
  let { store } = platform
  /** It keeps points in memory, so that nobody else can send them. */
  let isAlone = false
  /** Instants since the last beat. */
  let seen: number[] = []
  let lastSign = 0
  let lastBeat = -intervalMs
  let lastSend = -intervalMs
  let toldUntil = 0
  let ownUntil = 0
  let failures = 0
  let token: string | undefined
  /** Recorded here since somebody looks, and not known to be sent. */
  let mine: readonly Point[] = []
  /** Whether the clock is near the server's; undefined if no answer has told since it may have been set. */
  let isClockGood: boolean | undefined
  let sending: Promise<void> | undefined
  let cancelBeat: (() => void) | undefined
  let cancelSend: (() => void) | undefined
  let asking: AbortController | undefined
  let unlisten: (() => void) | undefined

  function emit(type: HeartbeatEvent, detail?: unknown): undefined {
    try {
      options.onEvent?.(type, detail)
    } catch {}
  }

  /** Nothing of this throws into the host's page, or rejects: then it resolves to undefined. */
  const safe =
    <Args extends unknown[], Result>(work: (...args: Args) => Result | Promise<Result>) =>
    (...args: Args): Promise<Result | undefined> =>
      (async () => work(...args))().catch((error) => emit('error', error))

  const inTime = <Result>(work: Result | Promise<Result>): Promise<Result> =>
    Promise.race([work, new Promise<never>((_, reject) => later(timeoutMs, reject))])

  async function change(remove: readonly Point[], add: readonly Point[], forget?: boolean): Promise<readonly Point[]> {
    let points: readonly Point[] | undefined
    try {
      points = await inTime(store(remove, add, forget))
    } catch (error) {
      // Storage is full or blocked. What is stored already is for another tab, or for another day.
      emit('memory', error)
      isAlone = true
      // It cannot send for others any more.
      asking?.abort()
      store = memoryStore()
      points = await store(remove, add)
    }
    if (!points) end(true)
    if (!points?.length) {
      mine = []
      failures = 0
    }
    return points ?? []
  }

  /** Notices that the clock was set, before anything is recorded or sent by it. */
  function checkClock(): void {
    const jumpMs = clockJump()
    if (!jumpMs) return
    emit('clock', jumpMs)
    isClockGood = undefined
    if (jumpMs > 0) return
    // It was set back: what this client saw until now was that much earlier.
    const mend = (at: number) => at + jumpMs
    lastSign = mend(lastSign)
    seen = seen.map(mend)
    const before = mine
    mine = mine.map((point) => ({ ...point, occurredAt: mend(point.occurredAt) }))
    // Whoever reads what is stored does it after that.
    change(before, mine)
  }

  /** Keeps what was seen. Resolves when it is durable. */
  const record = safe(async () => {
    checkClock()
    if (!seen.length) return
    const { networkId, userId, device } = options
    const timeZone = platform.timeZone()
    const points = seen.map((occurredAt) => ({ id: random(), networkId, userId, device, timeZone, occurredAt }))
    seen = []
    lastBeat = uptime()
    emit('beat', points.length)
    mine = [...mine, ...points].slice(-mostUnsent)
    await change([], points)
    platform.tell(false)
  })

  /** Beats go on at intervals while the person did something lately, whether or not there is something to record in each. */
  const beat = safe(async () => {
    cancelBeat?.()
    cancelBeat = now() - lastSign < attentionMs ? later(intervalMs * (0.9 + random() / 5), beat) : undefined
    await record()
    sendSoon()
  })

  const isSeen = () => state === waiting || state === leading

  const maySend = () => state === leading || (isAlone && state !== stopped)

  /** One request an interval, whatever the number of tabs that have something. */
  function sendSoon(): undefined {
    if (maySend()) cancelSend ??= later(Math.max(lastSend + intervalMs, toldUntil, ownUntil) - uptime(), send)
  }

  async function post(events: readonly Point[], isLast: boolean): Promise<DatedAnswer> {
    if (!token) return { status: 0 }
    // A request may be held up until the machine wakes, and its time on the way would be taken for a wrong clock.
    const body = { sentAt: isClockGood ? undefined : now(), events }
    const answer = await platform.post({ url: `${options.endpoint}/v1/events`, token, body, isLast }).catch((): DatedAnswer => ({ status: 0 }))
    emit('answer', answer.status)
    if (answer.status) {
      lastSend = uptime()
      isClockGood = Math.abs(Date.parse(String(answer.date)) - now()) < toleratedSkewMs
    }
    return answer
  }

  async function sendAll(): Promise<void> {
    let done: readonly Point[] = []
    let isRefused = false
    let batchSize = mostPerRequest
    while (maySend() && uptime() >= Math.max(toldUntil, ownUntil)) {
      token ??= await safe(() => inTime(options.getToken(isRefused)))()
      checkClock()
      const points = await change(done, [])
      done = []
      // Nothing may come between this and the request: what is forgotten meanwhile must not be sent.
      if (!points.length || !maySend()) return
      // Only many: between two that are kept, tracking may have been switched on.
      const left = points.length > mostPerRequest ? thinPoints(points, mostUnsent) : points
      done = points.filter((point) => !left.includes(point))
      if (done.length) continue
      // No points before the clock is known: see what a request says of it.
      const batch = isClockGood === undefined ? [] : left.slice(0, batchSize)
      const answer = await post(batch, false)
      const { status } = answer
      // The server will not take it later either.
      const isUnreadable = status === 413 || status === 400
      if (status === taken || isUnreadable) {
        failures = 0
        // The smaller the batch, the less is lost.
        if (isUnreadable && batch.length > 1) batchSize = Math.ceil(batch.length / 2)
        else {
          done = batch
          batchSize = mostPerRequest
        }
      } else {
        token = undefined
        // Another token at once, but once.
        isRefused = status === 401 && !isRefused
        if (!isRefused) failures++
      }
      // Later than told, never earlier, so that clients that failed together do not come back together.
      const spread = 1 + random() / 4
      toldUntil = uptime() + toldPause(answer) * spread
      if (!isRefused) ownUntil = uptime() + ownPause(failures) * spread
      // What other tabs add meanwhile has time.
      if (done.length === points.length) break
    }
    if (done.length) await change(done, [])
  }

  const send = safe(async () => {
    cancelSend?.()
    cancelSend = undefined
    sending ??= sendAll().finally(() => {
      sending = undefined
    })
    await sending
    // What came meanwhile, or has to wait.
    if (mine.length || failures) sendSoon()
  })

  function hurry(): Promise<unknown> {
    // It may be said to be back a little too early: then it is tried again soon.
    failures &&= 1
    ownUntil = 0
    return send()
  }

  /** Sends what was recorded lately, while the page may go. */
  const sendLast = safe(async () => {
    const last = mine.slice(-mostAtEnd)
    if (last.length && isClockGood !== undefined && uptime() >= toldUntil && (await post(last, true)).status === taken) await change(last, [])
  })

  /** Resolves when what was seen until then is kept. */
  function on(event: TabEvent): Promise<unknown> | undefined {
    const before = state
    state = nextState[before][event]
    if (state === before) return undefined
    emit('lead', state === leading)
    if (state === waiting && !isAlone) {
      asking = new AbortController()
      const { signal } = asking
      platform.lead(signal, () => signal.aborted || on(lead))
    }
    if (isSeen()) return sendSoon()
    cancelBeat?.()
    cancelSend?.()
    cancelBeat = cancelSend = undefined
    const recorded = record()
    if (before === leading || isAlone) sendLast()
    // What is stored is sent by whoever leads then. Until somebody looks again, it may be forgotten without a word to this tab.
    mine = []
    // At once, since the page may be gone when the points are stored; whoever leads reads after that.
    platform.tell(false)
    asking?.abort()
    return recorded
  }

  /** Nothing is recorded or sent any more; with `forget`, not even what was seen last. */
  function end(forget?: boolean): Promise<unknown> | undefined {
    if (state === stopped) return undefined
    if (forget) {
      emit('forgotten')
      seen = []
      mine = []
    }
    unlisten?.()
    return on(stop)
  }

  const listener: Listener = {
    on: safe(on),
    sign: safe((agoMs = 0) => {
      if (!isSeen()) return
      checkClock()
      lastSign = Math.round(now() - agoMs)
      noteSign(seen, lastSign)
      // At once if there was no beat for long.
      cancelBeat ??= later(lastBeat + intervalMs - uptime(), beat)
    }),
    save: record,
    online: hurry,
    told: (isForgotten) => (isForgotten ? end(true) : sendSoon()),
  }
  safe(() => {
    unlisten = platform.listen(listener)
  })()

  return {
    active: () => void listener.sign(),
    flush: safe(async () => {
      await record()
      await hurry()
    }),
    stop: safe(async ({ forget }: { forget?: boolean } = {}) => {
      if (forget) platform.tell(true)
      await end(forget)
      if (forget) await change([], [], true)
    }),
  }
}
