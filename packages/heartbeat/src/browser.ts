import { runHeartbeat } from './heartbeat.ts'
import { openIndexedDb } from './indexed-db.ts'
import { leadByLock } from './lead-by-lock.ts'
import type { Heartbeat, HeartbeatOptions } from './options.ts'
import type { Listener } from './platform.ts'
import { postWith, requestTimeoutMs } from './post.ts'
import { hide, show } from './tab-state.ts'
import { timeZoneOf } from './time-zone.ts'

export type { Heartbeat, HeartbeatEvent, HeartbeatOptions } from './options.ts'

/** What only a person does. `scroll` is none of it, because pages scroll by themselves; wheel, touch, pointer and keys are what makes them. */
const signTypes = 'keydown pointerdown pointermove touchmove wheel'

/** Signs are looked at no more often, because they come by the hundred a second. */
const signEveryMs = 1000

/** Starts heartbeats of the person who uses this page. Safe to call in every tab. Never throws. */
export function startHeartbeat(options: HeartbeatOptions): Heartbeat {
  const name = JSON.stringify([options.endpoint, options.networkId, options.userId])
  let channel: BroadcastChannel | undefined
  let heard: Listener
  return runHeartbeat(options, {
    now: Date.now,
    random: Math.random,
    uptime: () => performance.now(),
    later(ms, then) {
      const timer = setTimeout(then, ms)
      return () => clearTimeout(timer)
    },
    timeZone: timeZoneOf,
    store: openIndexedDb(name),
    tell: (isForgotten) => channel?.postMessage(isForgotten),
    lead(signal, granted) {
      if (!channel && globalThis.BroadcastChannel) {
        channel = new BroadcastChannel(name)
        channel.onmessage = (message) => heard.told(message.data)
      }
      if (navigator.locks) leadByLock(name, signal, granted)
      else import('./lead-by-lease.ts').then((it) => it.leadByLease(name, heard.told, signal, granted), granted)
    },
    async post(posting) {
      if (!posting.isLast || 'keepalive' in Request.prototype) return postWith(fetch, posting, AbortSignal.timeout(requestTimeoutMs))
      // A beacon has no headers, so the token is in its body. Nobody hears whether it arrived: the points stay, and are sent again.
      navigator.sendBeacon(posting.url, JSON.stringify({ token: posting.token, ...posting.body }))
      return { status: 0 }
    },
    listen(listener) {
      heard = listener
      // A message would end a page that is in the back/forward cache.
      addEventListener('pagehide', () => {
        channel?.close()
        channel = undefined
      })
      return listenToPage(listener)
    },
  })
}

function listenToPage(listener: Listener): () => void {
  let lastSign = -signEveryMs
  let lastPlace: number | undefined
  const ending = new AbortController()
  const hear = (types: string, then: (event: PageEvent) => void) => {
    for (const type of types.split(' '))
      addEventListener(type, then as (event: Event) => void, { capture: true, passive: true, signal: ending.signal })
  }
  const look = () => listener.on(document.hidden ? hide : show)
  hear('pageshow resume visibilitychange', look)
  hear('pagehide freeze', () => listener.on(hide))
  hear('online', listener.online)
  hear(signTypes, (event) => {
    if (event.type === 'pointermove') {
      const before = lastPlace
      lastPlace = event.screenX + event.screenY / 1e4
      // The page came or moved under the pointer.
      if (!before || before === lastPlace) return
    }
    // Made by a script, or by a key that something lies on.
    if (event.timeStamp - lastSign < signEveryMs || !event.isTrusted || event.repeat) return
    lastSign = event.timeStamp
    listener.sign(performance.now() - lastSign)
  })
  look()
  return () => ending.abort()
}

type PageEvent = KeyboardEvent & PointerEvent
