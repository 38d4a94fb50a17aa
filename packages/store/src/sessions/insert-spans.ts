import type { Span } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { RowBytes } from '../sql/row-bytes.ts'
import { addSpanRow, spanColumns } from './session-rows.ts'

/** They are read before the call returns. */
export interface SpansToStore extends Iterable<Span> {
  readonly length: number
}

/** Of a row. */
const usualBytes = 240

/**
 * Stores spans as they are at the time of the call. Resolves when all of them are stored. After an error some may be stored, which does no harm.
 */
export async function insertSpans({ insertRows }: Store, spans: SpansToStore): Promise<void> {
  const rows = new RowBytes(usualBytes * spans.length)
  for (const span of spans) addSpanRow(rows, span)
  await insertRows('session_spans', spanColumns, rows.bytes)
  rows.free()
}
