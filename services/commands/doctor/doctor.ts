import { errorKind } from '@stitchlog/service-kit'
import { type DatabaseToExamine, examineDatabase } from './examine-database.ts'
import { readService, type ServiceState, serviceFindings } from './examine-services.ts'
import { countingGone, examineStream, type StreamToExamine } from './examine-stream.ts'
import { checks, type Finding, fine } from './finding.ts'

export interface Installation {
  /** The database of the distributed system; absent if only services are asked. */
  readonly database: DatabaseToExamine | undefined
  readonly stream: StreamToExamine | undefined
  /** Addresses of services, such as `http://ingest:8080`. */
  readonly services: readonly string[]
  /** The Node that this version is tested with. */
  readonly wantedNode: string
  readonly now: () => number
}

export interface Examination {
  /** In the order of `checks`. */
  readonly findings: readonly Finding[]
  readonly services: readonly ServiceState[]
}

/** Asks everything of a running installation, and changes nothing. */
export async function examine({ database, stream, services, wantedNode, now }: Installation): Promise<Examination> {
  const [ofDatabase, ofStream, states] = await Promise.all([
    database === undefined ? [] : examineDatabase(stream === undefined ? database : { ...database, countGone: countingGone(stream) }),
    stream === undefined ? [] : examineStream(stream),
    Promise.all(services.map((address) => readService(address, now))),
  ])
  const findings = [ownNode(wantedNode), ...ofDatabase, ...ofStream, ...serviceFindings(states, wantedNode)]
  return { findings: findings.toSorted((a, b) => checks.indexOf(a.check) - checks.indexOf(b.check)), services: states }
}

/**
 * Mends what is safe to mend, one after the other. A fix that fails is told, and leaves things as they were.
 *
 * @param tell receives a line for each
 */
export async function mend(findings: readonly Finding[], tell: (line: string) => void): Promise<void> {
  for (const { check, what, fix } of findings) {
    if (fix === undefined) continue
    try {
      await fix.run()
      tell(`Mended: ${check}: ${fix.done}`)
    } catch (error) {
      tell(`Could not be mended (${errorKind(error)}): ${check}: ${what}`)
    }
  }
}

/** A finding in plain words: one line, and one with what to do. */
export const linesOf = ({ check, severity, what, advice, fix }: Finding): string[] => [
  `${severity.padEnd(9)} ${check.padEnd(14)} ${what}`,
  ...(advice === undefined ? [] : [`${' '.repeat(25)}${advice}${fix === undefined ? '' : ' [--fix]'}`]),
]

function ownNode(wanted: string): Finding {
  const { node } = process.versions
  const major = (version: string) => version.split('.')[0]
  if (major(node) === major(wanted)) return fine('node', `This is Node ${node}.`)
  return { check: 'node', severity: 'warning', what: `This is Node ${node}, and Stitchlog needs ${wanted}.`, advice: 'Use node_modules/.bin/node.' }
}
