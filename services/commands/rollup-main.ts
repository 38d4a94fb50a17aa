import { parseRollupCommand, rollupUsage, runRollupCommand } from '@stitchlog/rollup/command'
import { runCommand } from '@stitchlog/service-kit'
import { openNamedStore } from './open-named-store.ts'

await runCommand('rollup', rollupUsage, async (args) => {
  const command = parseRollupCommand(args)
  const store = await openNamedStore('rollup')
  try {
    if (!(await runRollupCommand(store, command, Date.now, console.log))) process.exitCode = 1
  } finally {
    await store.close()
  }
})
