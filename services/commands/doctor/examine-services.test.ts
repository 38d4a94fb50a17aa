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

const silent = (failure: string) => ({
  address: 'http://query:8080',
  failure,
  readiness: undefined,
  metrics: undefined,
  build: {},
  aheadMs: undefined,
})
const unready = (text: string) => ({
  address: 'http://query:8080',
  readiness: { status: 503, text },
  metrics: undefined,
  build: {},
  aheadMs: undefined,
})

test.each([
  ['frozen', silent('TimeoutError'), /^It does not refuse, so it runs, and is frozen .*End it first/],
  ['not started', silent('ECONNREFUSED'), /^Start it, and look at its log/],
  ['elsewhere', silent('ENOTFOUND'), /^Correct the address/],
  ['without ClickHouse', unready('ClickHouse is away: ECONNREFUSED'), /^Bring back what is away, .* goes on by itself then\.$/],
  ['without a grant', unready('ClickHouse refuses: ClickHouseError ACCESS_DENIED 497'), /^Correct the login, the grant/],
  [
    'without a table',
    unready('ClickHouse refuses: ClickHouseError UNKNOWN_TABLE 60; Kafka is away: ENOTCONN'),
    /^The database may be lost.*Do not run npm run migrate/,
  ],
  [
    'without its files',
    unready('ClickHouse is away: ClickHouseError FILE_DOESNT_EXIST 107'),
    /^Files of ClickHouse are gone.*do not run npm run migrate/,
  ],
  ['in a rebalance', unready('no partitions are read: the consumer group is rebalancing'), /^A rebalance takes .* by itself/],
  [
    'whose stream has changed',
    unready('records-gone in partition 0 of activity.events, read from 9 instead of 1; see npm run stream-alarms'),
    /then acknowledge it \(npm run stream-alarms\)\.$/,
  ],
  ['that says something else', unready('no answer of Stitchlog'), /^Look at its log/],
])('advice for a service that is %s goes by what it says', (_, service, advice) => {
  const found = serviceFindings([service], '24.0.0')
  expect(found.map(({ severity }) => severity)).toEqual(['critical'])
  expect(found[0]?.advice).toMatch(advice)
  if (!found[0]?.what.includes('stream-alarms')) expect(found[0]?.advice).not.toContain('stream-alarms')
})
