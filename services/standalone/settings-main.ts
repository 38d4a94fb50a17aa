import { ExplainedError } from '@stitchlog/contracts'
import { parseSettingsCommand, runSettingsCommand } from '@stitchlog/rollup/settings-command'
import { readNamedTokenSecret } from './config.ts'
import { openNamedStore } from './open-named-store.ts'

try {
  const command = parseSettingsCommand(process.argv.slice(2), readNamedTokenSecret())
  const store = await openNamedStore('settings')
  try {
    if (!(await runSettingsCommand(store, command, Date.now, console.log))) process.exitCode = 1
  } finally {
    await store.close()
  }
} catch (error) {
  if (!(error instanceof ExplainedError)) throw error
  console.error(`settings: ${error.message}`)
  process.exitCode = 1
}
