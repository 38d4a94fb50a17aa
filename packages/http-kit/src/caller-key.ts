import { createHash } from 'node:crypto'
import type { Principal } from './tokens.ts'

const keys = new WeakMap<Principal, string>()

/** A short text that tells callers apart. All tokens of one subject for the same networks are one caller. A subject means somebody else in other networks. */
export function callerKey(principal: Principal): string {
  let key = keys.get(principal)
  if (key === undefined) {
    const named = JSON.stringify([principal.subject, [...principal.networks].sort()])
    key = createHash('sha256').update(named).digest('base64url')
    keys.set(principal, key)
  }
  return key
}
