import { expect, test } from 'vitest'
import { parseReplayConfig } from '../config.ts'

const parse = (...args: string[]) => parseReplayConfig(args, '/home/me')
const files = ['--events', 'e.ndjson', '--tracking', '/t.ndjson', '--out', 'out']

test('paths are relative to where the command was typed', () => {
  expect(parse(...files)).toEqual({
    eventsFile: '/home/me/e.ndjson',
    trackingFile: '/t.ndjson',
    outFolder: '/home/me/out',
    now: undefined,
    retentionDays: 400,
  })
  expect(parse('--events', '-', '--tracking', 't', '--out=out').eventsFile).toBe('-')
})

test('now is an instant, retention a number of days', () => {
  const config = parse(...files, '--now', '2026-11-25T01:00:00+01:00', '--retention-days', '36500')
  expect(config).toMatchObject({ now: Date.UTC(2026, 10, 25), retentionDays: 36_500 })
})

test.each([
  [[]],
  [['--events', 'e', '--tracking', 't']],
  [['--events', '', '--tracking', 't', '--out', 'o']],
  [['--events', '-', '--tracking', '-', '--out', 'o']],
  [[...files, '--colour', 'red']],
  [[...files, 'more']],
  [[...files, '--now', 'yesterday']],
  [[...files, '--now', '2026-11-25']],
  [[...files, '--now', '2026-13-25T00:00:00Z']],
  [[...files, '--retention-days', '0']],
  [[...files, '--retention-days', '-1']],
  [[...files, '--retention-days', '1.5']],
  [[...files, '--retention-days', 'many']],
  [[...files, '--retention-days', '36501']],
  [[...files, '--retention-days']],
])('%j make no sense, and the usage is shown', (args) => {
  expect(() => parse(...args)).toThrow(expect.objectContaining({ code: 'usage', message: expect.stringContaining('usage: npm run replay') }))
})
