import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { ActivityEvent } from '@stitchlog/contracts'
import type { EventStream } from '@stitchlog/event-stream'
import { errorKind, type Logger, reportGauge, TimedOut } from '@stitchlog/service-kit'
import { readLatestTimeZone, type Store, type TrackingLedger } from '@stitchlog/store'
import { Counter, Gauge, type Registry } from 'prom-client'

/** A network of nobody: nothing else may use its name. */
export const canaryNetwork = 'stitchlog-canary'

const lookEveryMs = 250

/** An event that cannot be read by then counts as failed. */
const defaultTimeoutMs = 60_000

/** After an event that failed, another one follows this soon: what is over has to be seen to be over. */
const defaultAgainAfterMs = 5000

export interface CanaryOptions {
  readonly stream: Pick<EventStream<unknown>, 'publish'>
  readonly ledger: Pick<TrackingLedger, 'append'>
  readonly store: Store
  readonly now: () => number
  readonly log: Logger
  readonly metrics: Registry
  /** Ends what would be tried again. */
  readonly signal: AbortSignal
  readonly timeoutMs?: number
  readonly againAfterMs?: number
}

/**
 * Sends an event of a network of its own the way of all events, and reads it back: the one test of everything between ingest and what readers see.
 * Each process is a user of that network, whose activity is kept for one day.
 *
 * @returns sends one, and resolves when it, or another one after it, was read back; never rejects
 */
export function createCanary(options: CanaryOptions): () => Promise<void> {
  const { stream, ledger, store, now, log, metrics, signal, timeoutMs = defaultTimeoutMs, againAfterMs = defaultAgainAfterMs } = options
  const registers = [metrics]
  const seconds = new Gauge({
    name: 'stitchlog_canary_seconds',
    help: 'Time from sending the last event of the canary that could be read back until it could be.',
    registers,
  })
  const lastRead = new Gauge({
    name: 'stitchlog_canary_last_read_timestamp_seconds',
    help: 'When an event of the canary could last be read back.',
    registers,
  })
  const failures = new Counter({
    name: 'stitchlog_canary_failures_total',
    help: 'Events of the canary that could not be sent, or not be read back within a minute.',
    registers,
  })
  let unreadSince: number | undefined
  reportGauge(
    metrics,
    'stitchlog_canary_unread_seconds',
    'How long ago the first event of the canary was sent since the last one that could be read back; 0 without one.',
    () => (unreadSince === undefined ? 0 : (performance.now() - unreadSince) / 1000),
  )
  const userId = `canary-${randomUUID()}`

  async function sendAndRead(): Promise<void> {
    unreadSince ??= performance.now()
    // No-ops are not written, so all but the first of these only read.
    await ledger.append({ networkId: canaryNetwork, change: 'on', inactivityTimeoutSeconds: {} }, 'stitchlog')
    await ledger.append({ networkId: canaryNetwork, change: 'retention', days: 1 }, 'stitchlog')
    const at = now()
    const sentAt = performance.now()
    const event: ActivityEvent = { networkId: canaryNetwork, userId, device: 'web', timeZone: 'Etc/UTC', occurredAt: at, receivedAt: at }
    await stream.publish([{ key: `${canaryNetwork}:${userId}`, value: Buffer.from(JSON.stringify(event)) }])
    while (((await readLatestTimeZone(store, canaryNetwork, userId))?.at ?? 0) < at) {
      if (performance.now() - sentAt > timeoutMs) throw new TimedOut(timeoutMs)
      await setTimeout(lookEveryMs)
    }
    seconds.set((performance.now() - sentAt) / 1000)
    lastRead.set(now() / 1000)
    unreadSince = undefined
  }

  return async () => {
    while (!signal.aborted) {
      try {
        await sendAndRead()
        return
      } catch (error) {
        failures.inc()
        log.warn({ kind: errorKind(error) }, 'canary-failed')
      }
      await setTimeout(againAfterMs, undefined, { ref: false })
    }
  }
}
