import { ExplainedError } from '@stitchlog/contracts'
import { readStandaloneConfig } from './config.ts'
import { removeSample } from './remove-sample.ts'

try {
  const { dataFolder } = readStandaloneConfig()
  await removeSample(dataFolder)
  console.log(`The sample network is gone from ${dataFolder}`)
} catch (error) {
  if (!(error instanceof ExplainedError)) throw error
  console.error(`stitchlog: ${error.message}`)
  process.exitCode = 1
}
