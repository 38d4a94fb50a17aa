import { errorCode, errorKind, refusalKind } from '@stitchlog/service-kit'
import { clickHouseRefusals } from '@stitchlog/store'
import type { Check, Finding } from './finding.ts'

/** What to do where a database is lost. */
export const restoreAdvice = 'Do not run npm run migrate. Restore a backup: docs/operating.md, "After the loss of the database".'

/** By which ClickHouse says that files of its tables are gone or damaged. */
export const lostFileCodes: ReadonlySet<string> = new Set([
  'CANNOT_OPEN_FILE',
  'CANNOT_READ_ALL_DATA',
  'CANNOT_READ_FROM_FILE_DESCRIPTOR',
  'CANNOT_STAT',
  'CHECKSUM_DOESNT_MATCH',
  'CORRUPTED_DATA',
  'DIRECTORY_DOESNT_EXIST',
  'FILE_DOESNT_EXIST',
  'NO_FILE_IN_DATA_PART',
  'UNEXPECTED_FILE_IN_DATA_PART',
])

/** Of a ClickHouse that does not answer the simplest question. */
export function unreachable(error: unknown): Finding {
  const check = 'database'
  const severity = 'critical'
  const refusal = refusalKind(error, clickHouseRefusals)
  if (refusal !== undefined)
    return {
      check,
      severity,
      what: `ClickHouse refuses this login or database (${refusal}).`,
      advice:
        'Correct CLICKHOUSE_USER, CLICKHOUSE_PASSWORD or CLICKHOUSE_DATABASE, or grant what is missing (infra/clickhouse/grants.sql). A database that is not ' +
        'there any more was lost: docs/operating.md, "After the loss of the database".',
    }
  const kind = errorKind(error)
  const meanwhile = 'Events wait in Kafka meanwhile; nothing can be read.'
  const what = (is: string) => `${is} (${kind}).`
  switch (errorCode(error)) {
    // It takes connections.
    case 'ETIMEDOUT':
      return {
        check,
        severity,
        what: what('ClickHouse does not answer in time'),
        advice: `It hangs, or what is in between does: restart it. ${meanwhile}`,
      }
    case 'NOT_CLICKHOUSE': {
      const advice = `A proxy answers in its place, or CLICKHOUSE_URL is another server's. If ClickHouse hangs behind the proxy, restart it. ${meanwhile}`
      return { check, severity, what: what('What answers is not ClickHouse'), advice }
    }
    default:
      return { check, severity, what: what('ClickHouse is away'), advice: `Start it, or correct CLICKHOUSE_URL. ${meanwhile}` }
  }
}

/** Whether ClickHouse has lost files, so that it is no use to ask it for more; undefined if not. */
export function lostFilesOf(error: unknown): Finding | undefined {
  if (!lostFileCodes.has(errorCode(error))) return undefined
  return {
    check: 'database',
    severity: 'critical',
    what: `ClickHouse answers, but files of its tables are gone or damaged (${errorKind(error)}).`,
    advice: `Look whether its disk is mounted and whole: if so, mount it again and restart ClickHouse. Otherwise the database is lost. ${restoreAdvice}`,
  }
}

/** What could not be asked of a database that answers other questions. */
export function unasked(check: Check, error: unknown): Finding {
  const code = errorCode(error)
  const isOfServer = error instanceof Error && 'type' in error
  const advice =
    code === 'ACCESS_DENIED'
      ? 'Run the doctor as the owner of the schema.'
      : isOfServer
        ? 'The log of ClickHouse says more; docs/runbooks.md, "StitchlogDependencyDown", has the usual causes.'
        : 'It went away while it was asked: run the doctor again.'
  return { check, severity: 'unknown', what: `Could not be asked: ${errorKind(error)}.`, advice }
}
