import { setTimeout } from 'node:timers/promises'
import { type ErrorCode, ExplainedError } from '@stitchlog/contracts'
import { errorCode, errorKind, refusalKind } from './error-kind.ts'
import type { Health } from './health.ts'
import type { Logger } from './logger.ts'
import { withinTime } from './within-time.ts'

const startPauseMs = 2000

/** A start that cannot reach something says so at once, and then this often. */
const sayAgainMs = 30_000
const firstPauseMs = 200

export interface StartRetries {
  readonly code: ErrorCode
  /** Name and address of the dependency. */
  readonly what: string
  readonly timeoutSeconds: number
  readonly log: Logger
  /** Names, symbols and codes of permanent errors, for which a retry is of no use. */
  readonly refusals: ReadonlySet<string>
}

/**
 * Retries until the attempt succeeds, the time is over, or the attempt fails with a permanent error.
 *
 * @throws ExplainedError with the last error
 */
export async function retryUntilDeadline<T>(attempt: () => Promise<T>, { code, what, timeoutSeconds, log, refusals }: StartRetries): Promise<T> {
  const giveUpAt = performance.now() + timeoutSeconds * 1000
  let saidAt = Number.NEGATIVE_INFINITY
  for (let attempts = 1; ; attempts++) {
    try {
      return await withinTime(attempt(), Math.max(startPauseMs, giveUpAt - performance.now()))
    } catch (error) {
      if (error instanceof ExplainedError) throw error
      const reason = reasonOf(error)
      const refusal = refusalKind(error, refusals)
      if (refusal !== undefined) throw new ExplainedError(code, `${what} refuses (${refusal}): ${reason}`, { cause: error })
      if (performance.now() + startPauseMs > giveUpAt) {
        throw new ExplainedError(code, `cannot reach ${what} (tried ${attempts} times in ${timeoutSeconds} s): ${reason}`, { cause: error })
      }
      if (performance.now() - saidAt >= sayAgainMs) {
        saidAt = performance.now()
        log.warn({ what, reason, attempts }, 'not-reachable-yet')
      }
      await setTimeout(startPauseMs)
    }
  }
}

/** The error's message in one line; for an aggregate error without a message, the messages of its errors. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return [...new Set(error.errors.map(reasonOf))].join(', ')
  return (error instanceof Error ? error.message || error.name : String(error)).split('\n')[0] ?? ''
}

export interface OutageOptions {
  readonly dependency: string
  readonly health: Health
  readonly log: Logger
  /** Names, symbols and codes of permanent errors. These are retried too, but logged as errors. */
  readonly refusals: ReadonlySet<string>
}

/**
 * Reports a failed dependency to readiness, to the metrics, and to the log, without the error's message, which may quote what people sent. The log has
 * a line when an outage begins or changes, and one every half a minute with the number of failures.
 */
export function noteFailure(error: unknown, { dependency, health, log, refusals }: OutageOptions): void {
  const refusal = refusalKind(error, refusals)
  const kind = refusal ?? errorKind(error)
  health.failed(dependency, errorCode(error))
  const failures = health.markUnavailable(dependency, kind, refusal === undefined ? 'is away' : 'refuses')
  if (failures === undefined) return
  if (refusal === undefined) log.warn({ dependency, kind, failures }, 'unavailable')
  else log.error({ dependency, kind, failures }, 'refused')
}

/** Reports that a dependency responds. The log has a line if it did not before. */
export function noteSuccess({ dependency, health, log }: Pick<OutageOptions, 'dependency' | 'health' | 'log'>): void {
  const outageMs = health.markAvailable(dependency)
  if (outageMs !== undefined) log.info({ dependency, afterSeconds: Math.round(outageMs / 1000) }, 'back')
}

export interface RepeatOptions extends OutageOptions {
  /** The pause between two attempts grows up to this. */
  readonly longestPauseMs?: number
  /** Called after each failed attempt. */
  readonly onFailure?: () => void
}

/** Retries with growing pauses until the attempt succeeds. Meanwhile the dependency counts as unavailable. */
export async function retryForever<T>(attempt: () => Promise<T>, outage: RepeatOptions): Promise<T> {
  const { longestPauseMs = 5000, onFailure = () => {} } = outage
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      const result = await attempt()
      noteSuccess(outage)
      return result
    } catch (error) {
      noteFailure(error, outage)
      onFailure()
      await setTimeout(pauseMs)
    }
  }
}
