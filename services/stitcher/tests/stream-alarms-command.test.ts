import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runInTurn } from '../../../tests/run-command.ts'

const command = join(import.meta.dirname, '../stream-alarms-main.ts')

test('the command says how it is used where its arguments make no sense', () => {
  const wrong = [
    [],
    ['list', '--all'],
    ['acknowledge'],
    ['acknowledge', '--all', '--id', 'x'],
    ['acknowledge', '--id', 'x'],
    ['else'],
    ['list', '-x'],
  ]
  // Nobody is there.
  const environment = { CLICKHOUSE_URL: 'http://127.0.0.1:9' }
  const outcomes = runInTurn(
    command,
    wrong.map((args) => ({ args, environment })),
  )
  expect(outcomes).toHaveLength(wrong.length)
  for (const [nth, { status, stderr }] of outcomes.entries()) {
    expect([status, stderr.split('\n').length > 3], wrong[nth]?.join(' ')).toEqual([1, true])
    expect(stderr).toMatch(/^stream-alarms: .+\n\nusage: /)
  }
})
