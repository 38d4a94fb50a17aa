import { lostFileCodes, restoreAdvice } from './database-errors.ts'

/**
 * What to do about a service that does not answer.
 *
 * @param failure the kind of the error, as `errorKind` has it
 */
export function silenceAdvice(failure: string): string {
  if (/\bTimeoutError\b|\bETIMEDOUT\b/.test(failure))
    return 'It does not refuse, so it runs, and is frozen or overloaded (look with ps), or a firewall drops the call. End it first (kill -9 loses nothing), then start it.'
  if (/\bENOTFOUND\b|\bEAI_AGAIN\b|\bCERT_|CERTIFICATE|\bSELF_SIGNED/.test(failure)) return 'Correct the address that is given with --service.'
  return 'Start it, and look at its log: a start that fails says why in one line.'
}

/** What helps, by what `/readyz` says; the first that fits. */
const cures: readonly (readonly [says: RegExp, advice: string])[] = [
  [
    /npm run stream-alarms/,
    'Records of the stream were lost or replaced: read docs/distributed.md, "When the topic has changed", then acknowledge it (npm run stream-alarms).',
  ],
  [/\bUNKNOWN_(TABLE|DATABASE)\b/, `The database may be lost, or was changed by hand. ${restoreAdvice}`],
  [
    new RegExp(`\\b(${[...lostFileCodes].join('|')})\\b`),
    `Files of ClickHouse are gone or damaged: look at its disk. If it is lost: ${restoreAdvice.charAt(0).toLowerCase()}${restoreAdvice.slice(1)}`,
  ],
  [
    / refuses: /,
    'Correct the login, the grant or the table that the symbol names (docs/runbooks.md, "StitchlogDependencyDown"). The service goes on by itself then.',
  ],
  [/ is away: | does not respond\b/, 'Bring back what is away, and restart it if it hangs. The service goes on by itself then.'],
  [
    / is rebalancing\b/,
    'A rebalance takes up to two session timeouts (KAFKA_SESSION_TIMEOUT_MS), and the service goes on by itself. If it stays, restart the stitchers one by one.',
  ],
]

/** What to do about a service that is not ready. */
export const unreadyAdvice = (reason: string): string =>
  cures.find(([says]) => says.test(reason))?.[1] ?? 'Look at its log; docs/distributed.md, "Health", says when a service is not ready.'
