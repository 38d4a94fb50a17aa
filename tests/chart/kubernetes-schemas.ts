import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { parseAllDocuments } from 'yaml'

/** The version whose schemas they are. */
export const kubernetes = '1.37.0'
/** The kinds of Kubernetes itself that the chart may make. */
const ownResources = [
  'deployment-apps-v1.json',
  'horizontalpodautoscaler-autoscaling-v2.json',
  'job-batch-v1.json',
  'networkpolicy-networking-v1.json',
  'poddisruptionbudget-policy-v1.json',
  'service-v1.json',
]

/** The custom resources that it may make, where they are defined: Go module, version, file. */
const customResources = [
  ['sigs.k8s.io/gateway-api', 'v1.5.1', 'config/crd/standard/gateway.networking.k8s.io_httproutes.yaml'],
  ['github.com/prometheus-operator/prometheus-operator', 'v0.85.0', 'example/prometheus-operator-crd/monitoring.coreos.com_podmonitors.yaml'],
  ['github.com/prometheus-operator/prometheus-operator', 'v0.85.0', 'example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml'],
] as const

/** For kubeconform: `deployment-apps-v1.json` and so on. */
const folder = join(import.meta.dirname, '../../node_modules/.cache/kubernetes-schemas-3')

/**
 * The JSON Schemas of what the chart makes, which refuse fields that they do not know. They are fetched once: Kubernetes' own from a package of PyPI,
 * those of custom resources from the Go modules that define them.
 *
 * @returns the folder, in kubeconform's naming
 * @throws Error with the output of what failed
 */
export function kubernetesSchemas(): string {
  if (existsSync(folder)) return folder
  const parts = `${folder}.part`
  rmSync(parts, { recursive: true, force: true })
  mkdirSync(parts, { recursive: true })
  run('python3', '-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', parts, `kubernetes-validate==${kubernetes}`)
  const [wheel = ''] = readdirSync(parts).filter((file) => file.endsWith('.whl'))
  run('python3', '-m', 'zipfile', '-e', join(parts, wheel), parts)
  const all = join(parts, `kubernetes_validate/kubernetes-json-schema/v${kubernetes}-local`)
  const schemas = join(parts, 'schemas')
  mkdirSync(schemas)
  const { $defs } = JSON.parse(readFileSync(join(all, '_definitions.json'), 'utf8'))
  for (const file of ownResources)
    writeFileSync(join(schemas, file), JSON.stringify(withDefinitions(JSON.parse(readFileSync(join(all, file), 'utf8')), $defs)))
  for (const [module, version, file] of customResources) {
    const { Dir } = JSON.parse(run('go', 'mod', 'download', '-json', `${module}@${version}`))
    for (const document of parseAllDocuments(readFileSync(join(Dir, file), 'utf8'))) {
      const { spec, kind } = document.toJS() ?? {}
      if (kind !== 'CustomResourceDefinition') continue
      for (const { name, schema } of spec.versions) {
        const target = `${spec.names.kind.toLowerCase()}-${spec.group.split('.')[0]}-${name}.json`
        writeFileSync(join(schemas, target), JSON.stringify(strict(schema.openAPIV3Schema)))
      }
    }
  }
  renameSync(schemas, folder)
  rmSync(parts, { recursive: true, force: true })
  return folder
}

/** Whether this machine has what the chart is tested with. On a build machine it has to. */
export function canRunHelm(): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  if (['helm', 'kubeconform', 'go'].every((command) => folders.some((folder) => existsSync(join(folder, command))))) return true
  const message = 'helm, kubeconform or go missing: the chart cannot be tested'
  if (process.env['CI'] === 'true') throw new Error(message)
  console.warn(`\n!!! SKIPPED: ${message} !!!\n`)
  return false
}

/** The schema with the definitions that it refers to, and no others: kubeconform compiles each file by itself, and all definitions take it 4 s. */
function withDefinitions(schema: object, all: Readonly<Record<string, unknown>>): unknown {
  const definitions: Record<string, unknown> = {}
  const add = (text: string) => {
    for (const [, name = ''] of text.matchAll(/"\$ref":"[^"]*#\/\$defs\/([^"]+)"/g)) {
      if (name in definitions) continue
      definitions[name] = strict(all[name])
      add(JSON.stringify(all[name]))
    }
  }
  add(JSON.stringify(schema))
  const text = JSON.stringify({ ...(strict(schema) as object), $defs: definitions })
  return JSON.parse(text.replaceAll('/api/_definitions.json#/', '#/'))
}

/** The schema with no field besides those that it names, wherever it names any. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict)
  if (typeof schema !== 'object' || schema === null) return schema
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]))
  const isOpen = 'additionalProperties' in schema || 'x-kubernetes-preserve-unknown-fields' in schema
  return isOpen || typeof inner['properties'] !== 'object' ? inner : { ...inner, additionalProperties: false }
}

function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 26 })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? ''}\n${stdout}${stderr}`)
  return stdout
}
