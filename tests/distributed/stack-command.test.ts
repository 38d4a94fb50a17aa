import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test, vi } from 'vitest'
import { freePorts } from '../../infra/stack/free-ports.ts'
import { canRunStack } from './temporary-stack.ts'

test.runIf(canRunStack())('npm run stack says where it is, and ends as a whole when npm is interrupted', { timeout: 600_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stitchlog-npm-stack-'))
  const [kafkaPort, clickHousePort] = await freePorts(2)
  const stack = spawn('npm', ['run', '--silent', 'stack'], {
    env: { ...process.env, KAFKA_PORT: String(kafkaPort), CLICKHOUSE_PORT: String(clickHousePort), STACK_DIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const said: string[] = []
    createInterface({ input: stack.stdout }).on('line', (line) => said.push(line))
    await vi.waitFor(() => expect(said.at(-1)).toMatch(/^export STITCHLOG_TOKEN_SECRET=/), 180_000)
    expect(said).toContain('ready')
    expect(said).toContainEqual(expect.stringMatching(/^Processes: .+ \d+, ClickHouse \d+\. One that ends is started again on its data\.$/))
    expect(said).toContain(`export CLICKHOUSE_URL=http://127.0.0.1:${clickHousePort}`)
    const isListening = (port: number | undefined) =>
      fetch(`http://127.0.0.1:${port}/ping`).then(Boolean, (error) => error.cause.code !== 'ECONNREFUSED')
    expect([await isListening(kafkaPort), await isListening(clickHousePort)]).toEqual([true, true])
    const closed = once(stack, 'close')
    stack.kill('SIGINT')
    // What it says last may come after its exit.
    await closed
    expect(said.at(-1)).toMatch(new RegExp(`^The data stays in ${folder}\\. To start on it again: the same STACK_DIR`))
    await vi.waitFor(async () => expect([await isListening(kafkaPort), await isListening(clickHousePort)]).toEqual([false, false]), 180_000)
  } finally {
    stack.kill('SIGINT')
    rmSync(folder, { recursive: true, force: true })
  }
})
