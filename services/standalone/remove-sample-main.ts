import { parseOptions, runCommand } from '@stitchlog/service-kit'
import { readStandaloneConfig } from './config.ts'
import { removeSample } from './remove-sample.ts'

const usage = `usage: npm run sample:remove

Removes the sample network from the data folder (STITCHLOG_DATA_DIR), for good. Not while Stitchlog runs on it.`

await runCommand('stitchlog', usage, async (args) => {
  parseOptions(args, { usage, options: {} })
  const { dataFolder } = readStandaloneConfig()
  await removeSample(dataFolder)
  console.log(`The sample network is gone from ${dataFolder}`)
})
