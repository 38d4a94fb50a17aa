import type { Span } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { spanColumns, spanRowOf } from './session-rows.ts'

/**
 * Stores spans as they are at the time of the call. Resolves when all of them are stored. After an error some may be stored, which does no harm.
 */
export async function insertSpans({ insertRows }: Store, spans: readonly Span[]): Promise<void> {
  await insertRows('session_spans', spanColumns, Buffer.from(spans.map(spanRowOf).join('')))
}
