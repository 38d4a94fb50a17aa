import type { Examination } from './doctor.ts'

/** What a variable's name begins with that is ours. */
const ours = /^(STITCHLOG|STITCHER|CLICKHOUSE|KAFKA)_|^(HOST|PORT|METRICS_PORT)$/

/** What a variable's name has if its value is nobody else's business. */
const secret = /SECRET|PASSWORD|PRINT_TOKEN/

/** Our variables, without secrets; of those only whether they are set. Logins and queries in addresses are left out. */
export function redacted(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const named = Object.entries(environment).flatMap(([name, value]) =>
    ours.test(name) && value !== undefined && value !== '' ? [[name, value] as const] : [],
  )
  return Object.fromEntries(named.map(([name, value]) => [name, secret.test(name) ? '(set)' : withoutLogin(value)]))
}

/** For support: all that was found, what services say of themselves, and how this environment is configured; no secret, and no activity. */
export function bundleOf(
  { findings, services }: Examination,
  environment: Readonly<Record<string, string | undefined>>,
  { version, madeAt }: { readonly version: string; readonly madeAt: number },
): object {
  return {
    stitchlog: version,
    madeAt: new Date(madeAt).toISOString(),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    findings: findings.map(({ fix, ...finding }) => ({ ...finding, isFixable: fix !== undefined })),
    configuration: redacted(environment),
    services: services.map((service) => ({ ...service, address: withoutLogin(service.address) })),
  }
}

function withoutLogin(value: string): string {
  if (!/^\w+:\/\//.test(value) || !URL.canParse(value)) return value
  const url = new URL(value)
  url.username = ''
  url.password = ''
  url.search = ''
  return String(url)
}
