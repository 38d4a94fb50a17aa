import { ExplainedError } from '@stitchlog/contracts'
import { parseRollupCommand, runRollupCommand } from '@stitchlog/rollup/command'
import { openNamedStore } from './open-named-store.ts'

try {
  const command = parseRollupCommand(process.argv.slice(2))
  const store = await openNamedStore('rollup')
  try {
    if (!(await runRollupCommand(store, command, Date.now, console.log))) process.exitCode = 1
  } finally {
    await store.close()
  }
} catch (error) {
  if (!(error instanceof ExplainedError)) throw error
  console.error(`rollup: ${error.message}`)
  process.exitCode = 1
}
