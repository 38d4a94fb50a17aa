import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { disagreements, readVersions } from '../infra/release-versions.ts'

const alike = {
  version: '1.2.3',
  packages: [{ file: 'packages/a/package.json', version: '1.2.3' }],
  chart: 'name: stitchlog\nversion: 1.2.3\nappVersion: "1.2.3"\n',
  changelog: '# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-11-26\n\n## [1.2.2] - 2026-11-01\n',
}

test('versions that agree have nothing to tell, with a chart and without', () => {
  expect(disagreements(alike)).toEqual([])
  expect(disagreements({ ...alike, chart: undefined })).toEqual([])
})

test.each([
  ['packages/a/package.json: version 1.2.2 instead of 1.2.3', { packages: [{ file: 'packages/a/package.json', version: '1.2.2' }] }],
  ['Chart.yaml: version 1.2.2 instead of 1.2.3', { chart: 'version: 1.2.2\nappVersion: 1.2.3\n' }],
  ['Chart.yaml: appVersion undefined instead of 1.2.3', { chart: 'version: 1.2.3\n' }],
  ['CHANGELOG.md: there is no section 1.2.3', { changelog: '## [Unreleased]\n' }],
  ['CHANGELOG.md: the section 1.2.3 has no date', { changelog: '## [1.2.3]\n' }],
])('%s', (complaint, differing) => {
  expect(disagreements({ ...alike, ...differing })).toEqual([complaint])
})

test('a version is three numbers', () => {
  expect(disagreements({ ...alike, version: 'next', packages: [], chart: undefined, changelog: '## [next] - 2026-11-26' })).toEqual([
    'package.json: next is no version',
  ])
})

test('all packages, the chart and the changelog are of one version', () => {
  const versions = readVersions(fileURLToPath(new URL('..', import.meta.url)))
  expect(versions.packages.length).toBeGreaterThan(10)
  expect(disagreements(versions)).toEqual([])
})
