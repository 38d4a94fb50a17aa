import { setTimeout } from 'node:timers/promises'
import { type ErrorCode, ExplainedError } from '@stitchlog/contracts'
import { errorKind } from './error-kind.ts'
import type { Health } from './health.ts'
import type { Logger } from './logger.ts'

const startPauseMs = 2000
const firstPauseMs = 200
const longestPauseMs = 5000

export interface StartRetries {
  readonly code: ErrorCode
  /** What is to be reached, and where. */
  readonly what: string
  readonly timeoutSeconds: number
  readonly log: Logger
}

/**
 * Tries until it succeeds, or until it has been tried for so long.
 *
 * @throws ExplainedError with the last failure
 */
export async function reach<T>(attempt: () => Promise<T>, { code, what, timeoutSeconds, log }: StartRetries): Promise<T> {
  const giveUpAt = performance.now() + timeoutSeconds * 1000
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt()
    } catch (error) {
      if (error instanceof ExplainedError) throw error
      const reason = reasonOf(error)
      if (performance.now() + startPauseMs > giveUpAt) {
        throw new ExplainedError(code, `cannot reach ${what} (tried ${attempts} times in ${timeoutSeconds} s): ${reason}`, { cause: error })
      }
      log.warn({ what, reason }, 'not-reachable-yet')
      await setTimeout(startPauseMs)
    }
  }
}

/** The message, or of an error that bundles others without saying more, theirs; in one line. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return [...new Set(error.errors.map(reasonOf))].join(', ')
  return (error instanceof Error ? error.message || error.name : String(error)).split('\n')[0] ?? ''
}

export interface OutageOptions {
  readonly dependency: string
  readonly health: Health
  readonly log: Logger
}

/** Tries again and again, more and more slowly, until it succeeds; meanwhile the dependency counts as away. */
export async function untilDone<T>(attempt: () => Promise<T>, { dependency, health, log }: OutageOptions): Promise<T> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      const result = await attempt()
      health.isBack(dependency)
      return result
    } catch (error) {
      // Without its message, which may quote what people sent.
      health.isAway(dependency, errorKind(error))
      log.warn({ dependency, kind: errorKind(error) }, 'retrying')
      await setTimeout(pauseMs)
    }
  }
}
