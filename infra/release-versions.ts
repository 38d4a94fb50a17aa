import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Everything that says which version it is. */
export interface Versions {
  /** Of the project. */
  readonly version: string
  readonly packages: readonly { readonly file: string; readonly version: string }[]
  /** Chart.yaml, where there is a chart. */
  readonly chart: string | undefined
  readonly changelog: string
}

/** In which ways versions do not agree, or a release is not written up, one text each; none if all is well. */
export function disagreements({ version, packages, chart, changelog }: Versions): string[] {
  const found: string[] = []
  if (!/^\d+\.\d+\.\d+$/.test(version)) found.push(`package.json: ${version} is no version`)
  for (const each of packages) if (each.version !== version) found.push(`${each.file}: version ${each.version} instead of ${version}`)
  if (chart !== undefined) {
    for (const key of ['version', 'appVersion']) {
      const said = new RegExp(`^${key}: *"?([^"\\s]+)"?$`, 'm').exec(chart)?.[1]
      if (said !== version) found.push(`Chart.yaml: ${key} ${said} instead of ${version}`)
    }
  }
  const sections = [...changelog.matchAll(/^## \[([^\]]+)\](?: - (\S+))?$/gm)].map(([, name, date]) => ({ name, date }))
  const own = sections.find(({ name }) => name === version)
  if (own === undefined) found.push(`CHANGELOG.md: there is no section ${version}`)
  else if (!/^\d{4}-\d\d-\d\d$/.test(own.date ?? '')) found.push(`CHANGELOG.md: the section ${version} has no date`)
  return found
}

/** Reads them from the folder of the project. */
export function readVersions(root: string): Versions {
  const textOf = (file: string) => readFileSync(join(root, file), 'utf8')
  const versionOf = (file: string): string => JSON.parse(textOf(file)).version
  return {
    version: versionOf('package.json'),
    packages: globSync('{packages,services}/*/package.json', { cwd: root })
      .sort()
      .map((file) => ({ file, version: versionOf(file) })),
    chart: existsSync(join(root, 'infra/chart/Chart.yaml')) ? textOf('infra/chart/Chart.yaml') : undefined,
    changelog: textOf('CHANGELOG.md'),
  }
}
