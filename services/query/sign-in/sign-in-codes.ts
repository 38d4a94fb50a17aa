import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { HttpProblem } from '@stitchlog/http-kit'
import { Counter, type Registry } from 'prom-client'
import type { SignInLimits } from './sign-in-variables.ts'

/** Bytes of a code that find its entry, and bytes that only its owner knows. */
const nameBytes = 8
const secretBytes = 24

/** Unused codes of one caller. Beyond it the oldest does not hold any more, so that no caller takes all places. */
const maxPerCaller = 10

interface Entry {
  readonly caller: string
  readonly digest: Buffer
  readonly token: string
  /** By the monotonic clock. */
  readonly endsAt: number
}

export interface SignInCode {
  readonly code: string
  readonly expiresInSeconds: number
}

/**
 * Codes that hand a token to the page. Each can be used once, for a short time, at the process that made it. Of a code only the digest of its secret part
 * is kept.
 */
export class SignInCodes {
  readonly #limits: SignInLimits
  readonly #uptimeMs: () => number
  /** Oldest first. */
  readonly #entries = new Map<string, Entry>()
  readonly #outcomes: Counter<'outcome'>

  /** @param uptimeMs a clock that nobody sets, in milliseconds */
  constructor(limits: SignInLimits, metrics: Registry, uptimeMs: () => number = () => performance.now()) {
    this.#limits = limits
    this.#uptimeMs = uptimeMs
    this.#outcomes = new Counter({
      name: 'stitchlog_sign_in_codes_total',
      help: 'Sign-in codes that were made, used, refused (used before, too old or unknown), or not made because there were too many.',
      labelNames: ['outcome'],
      registers: [metrics],
    })
    for (const outcome of ['made', 'used', 'refused', 'too-many']) this.#outcomes.inc({ outcome }, 0)
  }

  /**
   * @param caller who asks for the code; only bounds how many codes there are
   * @throws HttpProblem `unavailable` if there are too many
   */
  make(token: string, caller: string): SignInCode {
    this.#forgetOld()
    const ofCaller = [...this.#entries].filter(([, entry]) => entry.caller === caller)
    for (const [name] of ofCaller.slice(0, Math.max(0, ofCaller.length + 1 - maxPerCaller))) this.#entries.delete(name)
    const { seconds, atOnce } = this.#limits
    if (this.#entries.size >= atOnce) {
      this.#outcomes.inc({ outcome: 'too-many' })
      throw new HttpProblem('unavailable', 'too many sign-in codes are unused', { 'retry-after': String(seconds) })
    }
    const bytes = randomBytes(nameBytes + secretBytes)
    const { name, digest } = partsOf(bytes)
    this.#entries.set(name, { caller, digest, token, endsAt: this.#uptimeMs() + seconds * 1000 })
    this.#outcomes.inc({ outcome: 'made' })
    return { code: bytes.toString('base64url'), expiresInSeconds: seconds }
  }

  /**
   * Uses a code up. @returns the token that it was made for
   *
   * @throws HttpProblem `sign-in-code-invalid`
   */
  redeem(code: string): string {
    this.#forgetOld()
    const { name, digest } = partsOf(Buffer.from(code, 'base64url'))
    const entry = this.#entries.get(name)
    if (entry === undefined || !timingSafeEqual(entry.digest, digest)) {
      this.#outcomes.inc({ outcome: 'refused' })
      throw new HttpProblem('sign-in-code-invalid')
    }
    this.#entries.delete(name)
    this.#outcomes.inc({ outcome: 'used' })
    return entry.token
  }

  #forgetOld(): void {
    const now = this.#uptimeMs()
    for (const [name, { endsAt }] of this.#entries) {
      if (endsAt > now) return
      this.#entries.delete(name)
    }
  }
}

function partsOf(code: Buffer): { readonly name: string; readonly digest: Buffer } {
  return {
    name: code.subarray(0, nameBytes).toString('hex'),
    digest: createHash('sha256').update(code.subarray(nameBytes)).digest(),
  }
}
