import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ingestOperations, queryOperations, redeemSignInCode } from '@stitchlog/contracts'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { gatewayRoutes, type PathMatch } from '../../infra/gateway-routes.ts'
import { readMigrateConfig } from '../../services/commands/migrate-config.ts'
import { readIngestConfig } from '../../services/ingest/config.ts'
import { readQueryConfig } from '../../services/query/config.ts'
import { readRollupConfig } from '../../services/rollup/config.ts'
import { readStitcherConfig } from '../../services/stitcher/config.ts'
import { canRunHelm, kubernetes, kubernetesSchemas } from './kubernetes-schemas.ts'

const chart = fileURLToPath(new URL('../../infra/chart', import.meta.url))

const least = ['clickHouse.url=https://clickhouse:8443', 'kafka.brokers=kafka-1:9094\\,kafka-2:9094']
const all = [
  ...least,
  'clickHouse.cluster=main',
  'certificates.secretName=certificates,ledgerExport.claimName=ledger',
  'tokens.jwksUrl=https://login.example/keys,tokens.issuer=https://login.example,tokens.audience=stitchlog',
  'allowedOrigins={https://app.example}',
  'trustedProxies={10.0.0.0/8}',
  'stitcher.autoscaling.enabled=true',
  'routes.enabled=true,routes.hostnames={stitchlog.example},routes.parentRefs[0].name=public',
  'prometheus.podMonitor=true,prometheus.rules=true,prometheus.labels.release=monitoring',
  'networkPolicies.keySetPeers[0].ipBlock.cidr=192.0.2.0/24',
  'query.env.STITCHLOG_SCIM_URL=https://directory.example/scim/v2,query.env.STITCHLOG_SCIM_NETWORKS=acme',
  'networkPolicies.directoryPort=9443,networkPolicies.directoryPeers[0].ipBlock.cidr=198.51.100.0/24',
  'image.digest=sha256:0000000000000000000000000000000000000000000000000000000000000000',
  'podAnnotations.team=platform,nodeSelector.pool=stitchlog,priorityClassName=high,imagePullSecrets[0].name=registry',
  'tolerations[0].key=stitchlog,tolerations[0].operator=Exists',
]
const plain = ['clickHouse.url=http://clickhouse:8123', 'kafka.brokers=kafka:9092', 'kafka.tls=false', 'kafka.saslMechanism=']

test('every call of the API reaches the one service that answers it, whichever way a gateway orders its routes', () => {
  const { createSignInCode, ...read } = queryOperations
  const expected = { ingest: Object.values(ingestOperations), query: Object.values(read), 'sign-in': [createSignInCode, redeemSignInCode] }
  for (const [service, operations] of Object.entries(expected))
    for (const { path } of operations)
      for (const id of ['acme', 'a.b', 'a%2Fb', 'activity', 'tracking', 'users'])
        expect(servicesOf(path.replaceAll(/\{\w+\}/g, id)), path).toEqual([service])
  for (const path of ['/', '/activity-overview.js', '/assets/page-1.js']) expect(servicesOf(path)).toEqual(['query'])
  for (const path of ['/metrics', '/readyz', '/healthz', '/v1', '/v1/networks/acme', '/v1/events/x', '/v1/networks/a/b/tracking', '/try'])
    expect(servicesOf(path), path).toEqual([])
})

describe.runIf(canRunHelm())('the chart', () => {
  test.each([
    ['the least', least],
    ['all', all],
    ['a plain broker', plain],
  ])('with %s is as helm and Kubernetes want it', (_, values) => {
    expect(run('helm', 'lint', '--strict', '--kube-version', kubernetes, chart, ...setting(values)).output).toContain('0 chart(s) failed')
    const { output, status } = template(values)
    expect(status, output).toBe(0)
    const schemas = join(kubernetesSchemas(), '{{ .ResourceKind }}{{ .KindSuffix }}.json')
    const checked = run('kubeconform', '-strict', '-summary', '-output', 'json', '-schema-location', schemas, { input: output })
    expect(checked.status, checked.output).toBe(0)
    const { summary } = JSON.parse(checked.output)
    expect(summary).toMatchObject({ invalid: 0, errors: 0, skipped: 0 })
    expect(summary.valid).toBe(parseAllDocuments(output).filter(({ contents }) => contents !== null).length)
  })

  test('a field that Kubernetes does not know is found', () => {
    const input = `apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { ports: [{ port: 80, targetPrt: http }] }\n`
    const schemas = join(kubernetesSchemas(), '{{ .ResourceKind }}{{ .KindSuffix }}.json')
    expect(run('kubeconform', '-strict', '-schema-location', schemas, { input }).status).not.toBe(0)
  })

  test.each([
    ['the least', least],
    ['all', all],
    ['a plain broker', plain],
  ])('with %s gives each process an environment that it takes, and no secret but its own', (_, values) => {
    const secret = 'a-secret-of-at-least-thirty-two-characters'
    const secretsOf: Record<string, Record<string, string>> = {
      ingest: { CLICKHOUSE_PASSWORD: 'x', KAFKA_SASL_PASSWORD: 'x', ...(values === all ? {} : { STITCHLOG_TOKEN_SECRET: secret }) },
      stitcher: { CLICKHOUSE_PASSWORD: 'x', KAFKA_SASL_PASSWORD: 'x' },
      rollup: { CLICKHOUSE_PASSWORD: 'x' },
      query: { CLICKHOUSE_PASSWORD: 'x', ...(values === all ? {} : { STITCHLOG_TOKEN_SECRET: secret }) },
      migrate: { CLICKHOUSE_PASSWORD: 'x', KAFKA_SASL_PASSWORD: 'x' },
    }
    const readers = {
      ingest: readIngestConfig,
      stitcher: readStitcherConfig,
      rollup: readRollupConfig,
      query: readQueryConfig,
      migrate: readMigrateConfig,
    }
    const seen = new Set<string>()
    for (const { metadata, spec } of made(values).filter(({ kind }) => kind === 'Deployment' || kind === 'Job')) {
      const [container] = spec.template.spec.containers
      const [, name = ''] = /services\/(?:commands\/)?(\w+)(?:-main|\/main)\.ts$/.exec(container.args[0]) ?? []
      seen.add(metadata.name)
      expect(existsSync(fileURLToPath(new URL(`../../${container.args[0]}`, import.meta.url)))).toBe(true)
      expect(container.envFrom).toEqual([{ secretRef: { name: `stitchlog-${name}` } }])
      const given = Object.fromEntries(container.env.map((variable: { name: string; value: string }) => [variable.name, variable.value]))
      // A certificate is read when it is used, and there is none here.
      const { CLICKHOUSE_CA_FILE, KAFKA_TLS_CA_FILE, ...environment } = given
      if (values === all) expect(CLICKHOUSE_CA_FILE).toBe('/certificates/clickhouse-ca.pem')
      if (values === all && name !== 'rollup' && name !== 'query') expect(KAFKA_TLS_CA_FILE).toBe('/certificates/kafka-ca.pem')
      const config: unknown = readers[name as keyof typeof readers]({
        ...environment,
        ...(values === plain ? without(secretsOf[name], 'KAFKA_SASL_PASSWORD') : secretsOf[name]),
      })
      expect(JSON.stringify(config)).toContain('clickhouse')
    }
    expect([...seen].sort()).toEqual(['ingest', 'migrate', 'query', 'rollup', 'sign-in', 'stitcher'].map((name) => `stitchlog-${name}`))
  })

  test('no pod has more rights than it needs, each is probed, and has the time that it takes to end', () => {
    for (const { kind, spec } of made(all).filter((one) => one.kind === 'Deployment' || one.kind === 'Job')) {
      const pod = spec.template.spec
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      })
      for (const container of pod.containers) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        })
        expect(container.resources.limits.memory).toBeDefined()
        if (kind !== 'Deployment') continue
        expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(25 + (container.lifecycle?.preStop.sleep.seconds ?? 0))
        expect([container.livenessProbe, container.startupProbe, container.readinessProbe].map((probe) => probe.httpGet.path)).toEqual([
          '/healthz',
          '/healthz',
          '/readyz',
        ])
      }
    }
  })

  test('only callers reach the API, only monitoring the metrics, and nobody what he does not need', () => {
    const policies = new Map(
      made(all)
        .filter(({ kind }) => kind === 'NetworkPolicy')
        .map(({ metadata, spec }) => [metadata.name, spec]),
    )
    const portsOf = (name: string, way: 'ingress' | 'egress') =>
      policies.get(`stitchlog-${name}`)[way].flatMap(({ ports }: { ports: { port: unknown }[] }) => ports.map(({ port }) => port))
    expect([...policies.keys()]).toHaveLength(6)
    for (const name of ['stitcher', 'rollup']) expect(portsOf(name, 'ingress')).toEqual(['metrics'])
    for (const name of ['ingest', 'query', 'sign-in']) expect(portsOf(name, 'ingress')).toEqual(['metrics', 'http'])
    expect(portsOf('migrate', 'ingress')).toEqual([])
    expect(portsOf('rollup', 'egress')).toEqual([53, 53, 8443])
    expect(portsOf('stitcher', 'egress')).toEqual([53, 53, 8443, 9094])
    expect(portsOf('query', 'egress')).toEqual([53, 53, 8443, 443, 9443])
  })

  test('stitchers scale by what is not stored yet, and never beyond the partitions', () => {
    const scaler = made([...all, 'kafka.partitions=5']).find(
      ({ kind, metadata }) => kind === 'HorizontalPodAutoscaler' && metadata.name === 'stitchlog-stitcher',
    )
    expect(scaler?.spec).toMatchObject({ maxReplicas: 5, metrics: [{ external: { metric: { name: 'stitchlog_committed_lag_records' } } }] })
  })

  test('the alerts are those of infra/prometheus', () => {
    const rule = made(all).find(({ kind }) => kind === 'PrometheusRule')
    const [file] = parseAllDocuments(readFileSync(join(chart, '../prometheus/rules.yaml'), 'utf8'))
    expect(rule?.spec).toEqual(file?.toJS())
  })

  test.each([
    ['no database', ['kafka.brokers=kafka:9092'], 'clickHouse.url'],
    ['no broker', ['clickHouse.url=https://clickhouse:8443'], 'kafka.brokers'],
    ['a broker without a port', [...least, 'kafka.brokers=kafka'], 'brokers'],
    ['a database with a path', [...least, 'clickHouse.url=https://clickhouse:8443/x'], 'url'],
    ['published keys without an issuer', [...least, 'tokens.jwksUrl=https://login.example/keys'], 'tokens.issuer'],
    ['routes without a gateway', [...least, 'routes.enabled=true'], 'routes.parentRefs'],
    ['an origin with a star', [...least, 'allowedOrigins={https://*.example}'], 'allowedOrigins'],
    ['a misspelled value', [...least, 'ingest.replica=2'], 'replica'],
    ['no stitcher', [...least, 'stitcher.replicas=0'], 'replicas'],
    ['a service without a Secret', [...least, 'ingest.secretName='], 'secretName'],
  ])('%s is refused in words', (_, values, named) => {
    const { status, output } = template(values)
    expect(status).not.toBe(0)
    expect(output).toContain(named)
  })
})

/** The services to which a gateway may send a path. */
function servicesOf(path: string): string[] {
  const fits = ({ path: { type, value } }: PathMatch) =>
    type === 'Exact' ? path === value : type === 'PathPrefix' ? path === value || path.startsWith(`${value}/`) : new RegExp(value).test(path)
  return Object.entries(gatewayRoutes).flatMap(([service, matches]) => (matches.some(fits) ? [service] : []))
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the chart makes, which kubeconform checks.
function made(values: readonly string[]): any[] {
  const { status, output } = template(values)
  expect(status, output).toBe(0)
  return parseAllDocuments(output).flatMap((document) => (document.contents === null ? [] : [document.toJS()]))
}

const template = (values: readonly string[]) => run('helm', 'template', 'stitchlog', '--kube-version', kubernetes, chart, ...setting(values))

const setting = (values: readonly string[]) => values.flatMap((value) => ['--set', value])

const without = (secrets: Record<string, string> | undefined, name: string) =>
  Object.fromEntries(Object.entries(secrets ?? {}).filter(([one]) => one !== name))

function run(command: string, ...args: (string | { readonly input: string })[]): { status: number | null; output: string } {
  const last = args.at(-1)
  const input = typeof last === 'object' ? last.input : ''
  const { status, stdout, stderr } = spawnSync(
    command,
    args.filter((argument) => typeof argument === 'string'),
    { encoding: 'utf8', input, maxBuffer: 2 ** 26 },
  )
  return { status, output: stdout + stderr }
}
