import { setTimeout as delay } from 'node:timers/promises'
import type { Standalone } from '../../services/standalone/create-standalone.ts'
import { isThorough } from '../rounds.ts'

/** A moment in which people do something already. */
const longestMs = 1500

/**
 * With the faults, browsers wait for each answer, and for each script but the first ones, as long as it happens: over a bad line, what a view shows
 * comes in any order, and after what is done meanwhile. Everybody else is answered at once.
 */
export function slowDown(http: Standalone['http']): void {
  if (!isThorough) return
  http.addHook('onRequest', async ({ url, headers }) => {
    const isBrowser = headers['user-agent']?.startsWith('Mozilla/') ?? false
    if (isBrowser && (url.startsWith('/v1/') || url.startsWith('/assets/'))) await delay(Math.random() * longestMs)
  })
}
