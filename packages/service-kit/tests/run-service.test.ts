import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { processEnvironment } from '../../../tests/process-environment.ts'

const kit = fileURLToPath(new URL('../src/index.ts', import.meta.url))

/** Runs a service whose process executes `afterStart` when it has started. */
async function run(afterStart: string, duringStart = '') {
  const program = `
    import { runService } from ${JSON.stringify(kit)}
    process.env.STITCHLOG_LOG_LEVEL = 'silent'
    await runService('probe', 'usage: probe', async () => {
      ${duringStart}
      const failed = new Promise((_, reject) => setTimeout(async () => { ${afterStart} }, 10))
      const alive = setInterval(() => {}, 1000)
      return { failed, stop: async () => { clearInterval(alive); console.log('stopped') }, abandon: async () => console.log('abandoned') }
    })`
  const child = spawn(process.execPath, ['--input-type=module', '--experimental-strip-types', '-e', program], { env: processEnvironment })
  const [output, errors, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  const lines = output.trim().split('\n')
  const [line = '{}', ...more] = lines.filter((text) => text.startsWith('{'))
  expect(more).toEqual([])
  return { status, line, others: lines.filter((text) => text !== line), errors: errors.trim() }
}

const secret = 'what somebody sent'

test.each([
  ['an error that nobody caught', `setImmediate(() => { throw new RangeError('${secret}') })`],
  ['a rejection that nobody handled', `Promise.reject(new RangeError('${secret}'))`],
  ['the service itself', `reject(new RangeError('${secret}', { cause: new TypeError('${secret}') }))`],
  ['a rejection without an error', `Promise.reject('${secret}')`],
])('a service that is ended by %s says so in one line of JSON, and does what is left to do', async (_, afterStart) => {
  const { status, line, others, errors } = await run(afterStart)
  expect([status, errors, others]).toEqual([1, '', ['abandoned']])
  expect(JSON.parse(line)).toMatchObject({ level: 'fatal', service: 'probe', event: 'failed', kind: expect.stringMatching(/^(RangeError|string)$/) })
  expect(line).not.toContain(secret)
})

test('names what an error was caused by, and where', async () => {
  const { line } = await run(`reject(new RangeError('x', { cause: new TypeError('y') }))`)
  expect(JSON.parse(line)).toMatchObject({
    kind: 'RangeError',
    causes: ['TypeError'],
    stack: expect.arrayContaining([expect.stringMatching(/^ {4}at /)]),
  })
})

test('ends in one line of JSON where an error nobody caught ends its start', async () => {
  const { status, line, others, errors } = await run(
    '',
    `setImmediate(() => { throw new RangeError('x') }); await new Promise((r) => setTimeout(r, 5000))`,
  )
  expect([status, errors, others]).toEqual([1, '', []])
  expect(JSON.parse(line)).toMatchObject({ event: 'failed', kind: 'RangeError' })
})
