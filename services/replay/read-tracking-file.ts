import { isUtf8 } from 'node:buffer'
import { describeIssues, ExplainedError, type TrackingChange, trackingChangeSchema } from '@stitchlog/contracts'
import { readLines } from './input-lines.ts'

/**
 * Reads all tracking changes of a file, sorted by their instant. Changes of one instant stay in the file's order.
 *
 * @throws ExplainedError `tracking-broken` naming the first line that is not a tracking change, `input-unreadable`
 */
export async function readTrackingFile(file: string): Promise<TrackingChange[]> {
  const changes: TrackingChange[] = []
  for await (const lines of readLines(file)) {
    for (const { line, value } of lines) changes.push(parseChange(line, value))
  }
  return changes.sort((a, b) => a.at - b.at)
}

function parseChange(line: number, value: Buffer): TrackingChange {
  const broken = (reason: string) => new ExplainedError('tracking-broken', `tracking file, line ${line}: ${reason}`)
  if (!isUtf8(value)) throw broken('not UTF-8')
  let parsed: unknown
  try {
    parsed = JSON.parse(value.toString('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw broken('not JSON')
    throw error
  }
  const { data, error } = trackingChangeSchema.safeParse(parsed)
  if (error !== undefined) throw broken(describeIssues(error))
  return data
}
