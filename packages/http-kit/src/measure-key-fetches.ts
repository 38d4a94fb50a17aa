import { errorKind, type Logger } from '@stitchlog/service-kit'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { FetchOutcome } from './remote-keys.ts'

/** Where it is reported how a verifier of tokens works. */
export interface TokenReports {
  readonly log: Logger
  readonly metrics: Registry
}

/** Counts and logs fetches of the keys for tokens. @returns what is to be called after each of them */
export function measureKeyFetches({ log, metrics }: TokenReports): (fetched: FetchOutcome) => void {
  const total = new Counter({
    name: 'stitchlog_token_key_fetches_total',
    help: 'Fetches of the keys for tokens, by outcome.',
    labelNames: ['outcome'],
    registers: [metrics],
  })
  for (const outcome of ['succeeded', 'failed'] as const) total.inc({ outcome }, 0)
  const fetchedAt = new Gauge({
    name: 'stitchlog_token_keys_fetched_timestamp_seconds',
    help: 'When the keys for tokens were last fetched; 0 if never.',
    registers: [metrics],
  })
  return (fetched) => {
    total.inc({ outcome: fetched.outcome })
    if (fetched.outcome === 'succeeded') fetchedAt.setToCurrentTime()
    else log.warn({ kind: errorKind(fetched.error) }, 'token-keys-not-fetched')
  }
}
