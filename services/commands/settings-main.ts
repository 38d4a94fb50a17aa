import { runCommand } from '@stitchlog/service-kit'
import { readNamedTokenSecret } from './config.ts'
import { openNamedStore } from './open-named-store.ts'
import { runSettingsCommand } from './settings.ts'
import { parseSettingsCommand, settingsUsage } from './settings-config.ts'

await runCommand('settings', settingsUsage, async (args) => {
  const command = parseSettingsCommand(args, readNamedTokenSecret())
  const store = await openNamedStore('settings')
  try {
    if (!(await runSettingsCommand(store, command, Date.now, console.log))) process.exitCode = 1
  } finally {
    await store.close()
  }
})
