import { resolve } from 'node:path'
import { defaultRetentionDays, describeIssues, retentionDaysSchema } from '@stitchlog/contracts'
import { parseOptions, usageError } from '@stitchlog/service-kit'
import { z } from 'zod'

export const replayUsage = `usage: npm run replay -- --events FILE --tracking FILE --out DIR [--now ISO] [--retention-days N]

  --events FILE        events, a JSON object a line; gzip is recognised; - reads standard input
  --tracking FILE      tracking changes, likewise
  --out DIR            where sessions.ndjson, days.ndjson, dropped.json and rejected.ndjson go; made if missing
  --now ISO            the instant to be taken as now, such as 2026-11-25T00:00:00Z (default: the largest receivedAt)
  --retention-days N   retention of networks without one of their own (default: ${defaultRetentionDays})`

const fileSchema = z.string('a file, or -').min(1, 'a file, or -')

const optionsSchema = z
  .object({
    events: fileSchema,
    tracking: fileSchema,
    out: z.string('a folder').min(1, 'a folder'),
    now: z.iso.datetime({ offset: true, error: 'an instant such as 2026-11-25T00:00:00Z' }).transform(Date.parse).optional(),
    'retention-days': z.string().regex(/^\d+$/, 'whole days').transform(Number).pipe(retentionDaysSchema).default(defaultRetentionDays),
  })
  .refine(({ events, tracking }) => events !== '-' || tracking !== '-', 'events and tracking cannot both come from standard input')

export interface ReplayConfig {
  /** Absolute paths, or `-` for standard input. */
  readonly eventsFile: string
  readonly trackingFile: string
  readonly outFolder: string
  /** Epoch milliseconds; undefined: the largest receivedAt. */
  readonly now: number | undefined
  readonly retentionDays: number
}

/**
 * @param workingFolder the base of relative paths
 * @throws ExplainedError `usage`
 */
export function parseReplayConfig(args: readonly string[], workingFolder: string): ReplayConfig {
  const string = { type: 'string' } as const
  const options = { events: string, tracking: string, out: string, now: string, 'retention-days': string }
  const { data, error } = optionsSchema.safeParse(parseOptions(args, { usage: replayUsage, options }).values)
  if (error !== undefined) throw usageError(describeIssues(error), replayUsage)
  const path = (file: string) => (file === '-' ? file : resolve(workingFolder, file))
  return {
    eventsFile: path(data.events),
    trackingFile: path(data.tracking),
    outFolder: resolve(workingFolder, data.out),
    now: data.now,
    retentionDays: data['retention-days'],
  }
}

/** The folder in which the command was entered: npm itself changes to the project's folder. */
export const workingFolder = () => process.env['INIT_CWD'] ?? process.cwd()

const inputDescriptor = 'STITCHLOG_REPLAY_INPUT_DESCRIPTOR'

/** The descriptor under which `runWithInputAside` passed standard input to this process; undefined if it did not. */
export function inputAside(): number | undefined {
  const text = process.env[inputDescriptor]
  return text === undefined ? undefined : Number(text)
}

/** The environment of a process that finds standard input under another descriptor. */
export const environmentWithInput = (descriptor: number) => ({ ...process.env, [inputDescriptor]: String(descriptor) })
