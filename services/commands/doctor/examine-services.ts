import { errorCode } from '@stitchlog/service-kit'
import { clock } from './examine-database.ts'
import { type Finding, fine } from './finding.ts'
import { silenceAdvice, unreadyAdvice } from './service-advice.ts'

/** What a service says of itself. */
export interface ServiceState {
  readonly address: string
  /** Why it does not answer, as `errorKind` has it. */
  readonly failure?: string
  /** Undefined if it does not answer. */
  readonly readiness: { readonly status: number; readonly text: string } | undefined
  /** The text of `/metrics`; undefined if it is elsewhere. */
  readonly metrics: string | undefined
  /** Of `stitchlog_build_info`. */
  readonly build: Readonly<Record<string, string>>
  /** By how much its clock is ahead of this one, to the second. */
  readonly aheadMs: number | undefined
}

const defaultTimeoutMs = 5000

/** A header of HTTP tells the time in whole seconds. */
const dateHeaderMs = 1000

/** Asks a running service. Never throws. */
export async function readService(address: string, now: () => number, timeoutMs = defaultTimeoutMs): Promise<ServiceState> {
  const ask = (path: string) => fetch(new URL(path, address), { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' })
  try {
    const askedAt = now()
    const answer = await ask('/readyz')
    const midpoint = (askedAt + now()) / 2
    const date = Date.parse(answer.headers.get('date') ?? '')
    const readiness = { status: answer.status, text: plain(await answer.text()) }
    const answered = await ask('/metrics').catch(() => undefined)
    const metrics = answered?.ok ? await answered.text() : undefined
    // In the middle of its second.
    const aheadMs = Number.isNaN(date) ? undefined : date + dateHeaderMs / 2 - midpoint
    return { address, readiness, metrics, build: labelsOf(metrics ?? '', 'stitchlog_build_info'), aheadMs }
  } catch (error) {
    return { address, failure: errorKindOf(error), readiness: undefined, metrics: undefined, build: {}, aheadMs: undefined }
  }
}

/** What is wrong with services, and where they differ. */
export function serviceFindings(services: readonly ServiceState[], ownNode: string): readonly Finding[] {
  const found = services.flatMap(({ address, failure = 'Error', readiness, metrics, build, aheadMs }): Finding[] => {
    if (readiness === undefined)
      return [{ check: 'services', severity: 'critical', what: `${address} does not answer (${failure}).`, advice: silenceAdvice(failure) }]
    const name = build['service'] === undefined ? address : `${build['service']} at ${address}`
    const state: Finding =
      readiness.status === 200
        ? fine('services', `${name} is ready${readiness.text === '' ? '' : `, and says: ${readiness.text}`}.`)
        : {
            check: 'services',
            severity: 'critical',
            what: `${name} is not ready: ${readiness.text}.`,
            advice: unreadyAdvice(readiness.text),
          }
    const told: Finding =
      readiness.status === 200 && readiness.text !== '' ? { ...state, severity: 'warning', advice: 'See docs/distributed.md, "Health".' } : state
    const node = build['node']
    const nodes: Finding[] =
      node === undefined || node === ownNode
        ? []
        : [
            {
              check: 'node',
              severity: 'warning',
              what: `${name} runs Node ${node}, and this version is tested with ${ownNode}.`,
              advice: 'Start it with node_modules/.bin/node.',
            },
          ]
    return [told, ...nodes, ...directoryOf(name, metrics), ...(aheadMs === undefined ? [] : [clock(name, aheadMs, dateHeaderMs / 2)])]
  })
  const differing = (['version', 'schema', 'retention_days'] as const).flatMap((label): Finding[] => {
    const values = new Map(services.flatMap(({ address, build }) => (build[label] === undefined ? [] : [[address, build[label]]])))
    if (new Set(values.values()).size < 2) return []
    const what = `The services differ in ${label}: ${[...values].map(([address, value]) => `${address} has ${value}`).join(', ')}.`
    const advice = 'Restart those with the older version or setting. During an upgrade this is as it should be.'
    return [{ check: 'versions', severity: label === 'retention_days' ? 'critical' : 'warning', what, advice }]
  })
  return [...found, ...(differing.length > 0 || services.length < 2 ? differing : [fine('versions', 'All services run the same version.')])]
}

/** Whether a service that has a directory could read it. */
function directoryOf(name: string, metrics = ''): Finding[] {
  const [, up] = /^stitchlog_dependency_up\{dependency="the directory"\} ([01])$/m.exec(metrics) ?? []
  if (up === undefined) return []
  if (up === '1') return [fine('directory', `${name} knows who people are.`)]
  const failed = [...metrics.matchAll(/^stitchlog_directory_readings_total\{outcome="(?!succeeded)([\w-]+)"\} [1-9]/gm)].map(([, outcome]) => outcome)
  return [
    {
      check: 'directory',
      severity: 'warning',
      what: `${name} cannot read the directory (${failed.join(', ')}), and shows people by their ids.`,
      advice: 'Look at STITCHLOG_SCIM_URL and STITCHLOG_SCIM_TOKEN; docs/directory.md says what each outcome means.',
    },
  ]
}

/** Why a call failed: `fetch` says it in the cause. A name that came of a time limit has a code that says nothing. */
const errorKindOf = (error: unknown) => (error instanceof Error && error.name === 'TimeoutError' ? error.name : errorCode(error))

/** The reason in an answer to `/readyz`, or its notices. */
function plain(text: string): string {
  try {
    const { detail, notices }: { detail?: unknown; notices?: unknown } = JSON.parse(text)
    if (typeof detail === 'string') return detail
    return Array.isArray(notices) ? notices.join('; ') : ''
  } catch {
    return 'no answer of Stitchlog'
  }
}

/** The labels of a metric's first sample. */
function labelsOf(metrics: string, name: string): Record<string, string> {
  const sample = metrics.split('\n').find((line) => line.startsWith(`${name}{`)) ?? ''
  return Object.fromEntries([...sample.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', value = '']) => [label, value]))
}
