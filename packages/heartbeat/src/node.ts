import { runHeartbeat } from './heartbeat.ts'
import { type KeyValueStorage, keyValueStore } from './key-value-store.ts'
import { memoryStore } from './memory-store.ts'
import type { Heartbeat, HeartbeatOptions } from './options.ts'
import { postWith, requestTimeoutMs } from './post.ts'
import { show } from './tab-state.ts'
import { timeZoneOf } from './time-zone.ts'

export type { KeyValueStorage } from './key-value-store.ts'
export type { Heartbeat, HeartbeatEvent, HeartbeatOptions } from './options.ts'

/** What the program passes in. */
export interface NodeOptions extends HeartbeatOptions {
  /** Where unsent points are kept; without it in memory. One process at a time may have it. */
  readonly storage?: KeyValueStorage
  /** Instead of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch
}

/** Starts heartbeats of the person who uses this program. The program reports what they do with `active()`. Keeps no process alive. Never throws. */
export function startHeartbeat(options: NodeOptions): Heartbeat {
  const later = (ms: number, then: () => void) => {
    const timer = setTimeout(then, Math.max(0, ms))
    timer.unref()
    return () => clearTimeout(timer)
  }
  return runHeartbeat(options, {
    now: () => Date.now(),
    uptime: () => performance.now(),
    random: () => Math.random(),
    later,
    timeZone: timeZoneOf,
    store: options.storage ? keyValueStore(options.storage, `stitchlog ${options.networkId} ${options.userId}`) : memoryStore(),
    listen(listener) {
      listener.on(show)
      return () => {}
    },
    lead: (_signal, granted) => granted(),
    tell: () => {},
    post: (posting) => postWith(options.fetch ?? fetch, posting, AbortSignal.timeout(requestTimeoutMs)),
  })
}
