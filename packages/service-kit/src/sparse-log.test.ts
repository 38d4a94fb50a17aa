import { expect, test } from 'vitest'
import { errorKind } from './error-kind.ts'
import { logFailures, sparsely } from './sparse-log.ts'

function logAt() {
  let instant = 0
  const lines: [string, number][] = []
  const log = sparsely(
    (message, count) => lines.push([message, count]),
    () => instant,
  )
  return {
    log,
    lines,
    pass: (ms: number) => {
      instant += ms
    },
  }
}

test('says the first of equal messages, and every half a minute one with the number of those it stands for', () => {
  const { log, lines, pass } = logAt()
  for (let n = 0; n < 300; n++) {
    log(`Connection error: connect ECONNREFUSED 127.0.0.1:909${n % 3}`)
    pass(100)
  }
  expect(lines).toEqual([['Connection error: connect ECONNREFUSED 127.0.0.1:9090', 1]])
  log('Connection error: connect ECONNREFUSED 127.0.0.1:9091')
  expect(lines.slice(1)).toEqual([['Connection error: connect ECONNREFUSED 127.0.0.1:9091', 300]])
})

test('says each message by itself', () => {
  const { log, lines } = logAt()
  for (const message of ['one', 'other', 'one', 'other']) log(message)
  expect(lines).toEqual([
    ['one', 1],
    ['other', 1],
  ])
})

test('keeps a bounded number of messages, and says those beyond it', () => {
  const { log, lines, pass } = logAt()
  const name = (n: number) => `message ${String.fromCodePoint(0x4e00 + n)}`
  for (let n = 0; n < 1000; n++) log(name(n))
  expect(lines).toHaveLength(1000)
  pass(30_000)
  log(name(0))
  log(name(999))
  log(name(999))
  expect(lines).toHaveLength(1002)
})

test('failures of requests are logged once a kind and event, and then with their number', () => {
  let instant = 0
  const lines: unknown[] = []
  const log = logFailures({ error: (fields: object, event: string) => lines.push([fields, event]) }, 'error', () => instant)
  const refused = Object.assign(new Error('anna'), { code: 'ECONNREFUSED' })
  for (let n = 0; n < 100; n++) {
    log('read-failed', refused)
    log('write-failed', refused)
  }
  const reset = Object.assign(new Error('anna'), { code: 'ECONNRESET' })
  log('read-failed', reset)
  const kind = errorKind(refused)
  expect(lines).toEqual([
    [{ kind }, 'read-failed'],
    [{ kind }, 'write-failed'],
    [{ kind: errorKind(reset) }, 'read-failed'],
  ])
  instant = 30_000
  log('read-failed', refused)
  expect(lines.slice(3)).toEqual([[{ kind, count: 100 }, 'read-failed']])
})
