import { parseOptions, runCommand } from '@stitchlog/service-kit'
import { readStandaloneConfig } from './config.ts'
import { removeSample } from './remove-sample.ts'

const usage = `usage: npm run sample:remove

Removes the sample network from the data folder (STITCHLOG_DATA_DIR), permanently. Stop Stitchlog first.`

await runCommand('stitchlog', usage, async (args) => {
  parseOptions(args, { usage, options: {} })
  const { dataFolder } = readStandaloneConfig()
  await removeSample(dataFolder)
  console.log(`Removed the sample network from ${dataFolder}`)
})
