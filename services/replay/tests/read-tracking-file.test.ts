import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readTrackingFile } from '../read-tracking-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'stitchlog-tracking-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function read(content: string | Buffer) {
  const file = join(folder, 'tracking.ndjson')
  writeFileSync(file, content)
  return await readTrackingFile(file)
}

const change = (rest: object) => JSON.stringify({ networkId: 'acme', ...rest })

test('changes are sorted by instant, those of one instant as in the file', async () => {
  const lines = [
    change({ change: 'on', at: 9 }),
    change({ change: 'off', at: 5 }),
    change({ change: 'erase', at: 5 }),
    change({ change: 'on', at: 5 }),
  ]
  expect((await read(lines.join('\n'))).map(({ change, at }) => [change, at])).toEqual([
    ['off', 5],
    ['erase', 5],
    ['on', 5],
    ['on', 9],
  ])
})

test.each([
  ['not JSON', '{'],
  ['not UTF-8', Buffer.from([0xff])],
  ['an object', 'null'],
  ['an object', '[]'],
  ['networkId', '{"change":"on","at":5}'],
  ['at', change({ change: 'on' })],
  ['at', change({ change: 'on', at: '5' })],
  ['at', change({ change: 'on', at: -1 })],
  ['change', change({ at: 5 })],
  ['change', change({ change: 'pause', at: 5 })],
  ['userId', change({ change: 'erase', at: 5, userId: '' })],
  ['userId', change({ change: 'erase', at: 5, userId: null })],
  ['days', change({ change: 'retention', at: 5 })],
  ['days', change({ change: 'retention', at: 5, days: 0 })],
  ['days', change({ change: 'retention', at: 5, days: 36_501 })],
  ['inactivityTimeoutSeconds', change({ change: 'on', at: 5, inactivityTimeoutSeconds: null })],
  ['inactivityTimeoutSeconds.web', change({ change: 'on', at: 5, inactivityTimeoutSeconds: { web: 59 } })],
  ['inactivityTimeoutSeconds.mobile', change({ change: 'on', at: 5, inactivityTimeoutSeconds: { mobile: 14_401 } })],
  ['inactivityTimeoutSeconds.mobile', change({ change: 'on', at: 5, inactivityTimeoutSeconds: { mobile: 300.5 } })],
])('what is wrong with a line is named with the line (%s: %s)', async (field, line) => {
  const content = Buffer.concat([Buffer.from(`\n${change({ change: 'off', at: 5 })}\n`), Buffer.from(line)])
  await expect(read(content)).rejects.toMatchObject({
    code: 'tracking-broken',
    message: expect.stringMatching(new RegExp(`^tracking file, line 3: .*${field}`)),
  })
})
