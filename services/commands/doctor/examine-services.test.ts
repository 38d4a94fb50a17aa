import { expect, test } from 'vitest'
import { serviceFindings } from './examine-services.ts'

const up = (value: number) => `stitchlog_dependency_up{dependency="the directory"} ${value}`

test.each([
  ['', []],
  [`${up(1)}\nstitchlog_directory_readings_total{outcome="refused"} 3`, ['fine']],
  [`stitchlog_directory_readings_total{outcome="succeeded"} 1\nstitchlog_directory_readings_total{outcome="refused"} 3\n${up(0)}`, ['warning']],
])('a service with the metrics %j has these findings about its directory', (metrics, severities) => {
  const service = { address: 'http://query:8080', readiness: { status: 200, text: '' }, metrics, build: {}, aheadMs: undefined }
  const found = serviceFindings([service], '24.0.0').filter(({ check }) => check === 'directory')
  expect(found.map(({ severity }) => severity)).toEqual(severities)
  if (severities.includes('warning')) expect(found[0]?.what).toContain('(refused)')
})
