import { ExplainedError } from '@stitchlog/contracts'
import { createLogger, type RunningService, runService } from '@stitchlog/service-kit'
import { LedgerLog } from '@stitchlog/store'
import { createStandalone } from './app.ts'
import { bringSampleUpToDate } from './bring-sample-up-to-date.ts'
import { readStandaloneConfig } from './config.ts'
import { openDataFolder, readOrMakeTokenSecret } from './data-folder.ts'
import { isSampleRemoved } from './remove-sample.ts'
import { welcome } from './welcome.ts'

await runService('stitchlog', start)

async function start(): Promise<RunningService> {
  const config = readStandaloneConfig()
  const now = Date.now
  console.log(`Opening the database in ${config.dataFolder}`)
  const store = await openDataFolder(config.dataFolder)
  try {
    const tokenSecret = config.tokenSecret ?? (await readOrMakeTokenSecret(config.dataFolder))
    let ledger = await LedgerLog.open(store, now)
    const hasSample = config.hasSample && !(await isSampleRemoved(config.dataFolder))
    if (hasSample) {
      console.log('Bringing the sample network up to date')
      await bringSampleUpToDate(store, ledger, now())
      ledger = await LedgerLog.open(store, now)
    }
    const log = createLogger('standalone', config.logLevel)
    const standalone = createStandalone({
      store,
      ledger,
      tokenSecret,
      retentionDays: config.retentionDays,
      accessLogRetentionDays: config.accessLogRetentionDays,
      rollupCron: config.rollupCron,
      log,
      now,
    })
    const address = await listen(standalone.http, config)
    console.log(await welcome({ address, tokenSecret, hasSample, now: now() }))
    return {
      failed: standalone.failed,
      async stop() {
        await standalone.stop()
        await store.close()
      },
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

async function listen(
  http: { listen(options: { host: string; port: number }): Promise<string> },
  { host, port }: { host: string; port: number },
): Promise<string> {
  try {
    return await http.listen({ host, port })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const reason =
      code === 'EADDRINUSE' ? 'the port is taken; choose another one with PORT=…' : error instanceof Error ? error.message : String(error)
    throw new ExplainedError('address-unavailable', `cannot listen on ${host}:${port}: ${reason}`, { cause: error })
  }
}
