import { runHeartbeat } from './heartbeat.ts'
import { type KeyValueStorage, keyValueStore } from './key-value-store.ts'
import { memoryStore } from './memory-store.ts'
import type { Heartbeat, HeartbeatOptions } from './options.ts'
import { postWith, requestTimeoutMs } from './post.ts'
import { hide, show } from './tab-state.ts'
import { timeZoneOf } from './time-zone.ts'

export type { KeyValueStorage } from './key-value-store.ts'
export type { Heartbeat, HeartbeatEvent, HeartbeatOptions } from './options.ts'

/** `AppState` of `react-native`. */
export interface AppStateLike {
  readonly currentState: string | null
  addEventListener(type: 'change', listener: (state: string) => void): { remove(): void }
}

/** `NetInfo` of `@react-native-community/netinfo`. */
export interface NetInfoLike {
  addEventListener(listener: (state: { readonly isConnected: boolean | null }) => void): () => void
}

/** What the app passes in. */
export interface ReactNativeOptions extends Omit<HeartbeatOptions, 'device'> {
  /** `mobile` if absent. */
  readonly device?: HeartbeatOptions['device']
  readonly appState: AppStateLike
  /** Such as `AsyncStorage`; without it, points are kept in memory. */
  readonly storage?: KeyValueStorage
  /** With it, unsent points are sent as soon as the phone is connected again. */
  readonly netInfo?: NetInfoLike
  /** Such as `() => getCalendars()[0].timeZone` of `expo-localization`, if the engine has no `Intl`. */
  readonly timeZone?: () => string
}

/** Starts heartbeats of the person who uses this app. The app reports touches with `active()`. Never throws. */
export function startHeartbeat({ device = 'mobile', appState, storage, netInfo, timeZone = timeZoneOf, ...options }: ReactNativeOptions): Heartbeat {
  const later = (ms: number, then: () => void) => {
    const timer = setTimeout(then, Math.max(0, ms))
    return () => clearTimeout(timer)
  }
  return runHeartbeat(
    { ...options, device },
    {
      now: () => Date.now(),
      // Engines have it since 2019; without it a clock that is set is not noticed.
      uptime: () => (typeof performance === 'undefined' ? Date.now() : performance.now()),
      random: () => Math.random(),
      later,
      timeZone,
      store: storage ? keyValueStore(storage, `stitchlog ${options.networkId} ${options.userId}`) : memoryStore(),
      listen(listener) {
        const look = (state: string | null) => {
          if (state === 'active') listener.on(show)
          else if (state === 'background') listener.on(hide)
          // `inactive` is a call, the app switcher or a system dialog over the app: the app is still seen, and may be gone next.
          else if (state === 'inactive') listener.save()
        }
        const subscription = appState.addEventListener('change', look)
        look(appState.currentState)
        let isConnected = true
        const unlisten = netInfo?.addEventListener((state) => {
          const wasConnected = isConnected
          isConnected = state.isConnected !== false
          if (isConnected && !wasConnected) listener.online()
        })
        return () => {
          subscription.remove()
          unlisten?.()
        }
      },
      lead: (_signal, granted) => granted(),
      tell: () => {},
      async post(posting) {
        // Hermes has no AbortSignal.timeout.
        const aborting = new AbortController()
        const cancel = later(requestTimeoutMs, () => aborting.abort())
        try {
          return await postWith(fetch, posting, aborting.signal)
        } finally {
          cancel()
        }
      },
    },
  )
}
