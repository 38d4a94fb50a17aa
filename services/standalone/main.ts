// First: the pool gets its size when it is used first.
import './thread-pool.ts'

import { createLogger, listen, type RunningService, runService, startTracing } from '@stitchlog/service-kit'
import { describeBackup, LedgerExport, prepareDatabase, readNewestMigration, SingleWriterLedger } from '@stitchlog/store'
import { backUpDataFolder } from './back-up-data-folder.ts'
import { bringSampleUpToDate } from './bring-sample-up-to-date.ts'
import { readStandaloneConfig, standaloneUsage } from './config.ts'
import { serveControl } from './control.ts'
import { createStandalone } from './create-standalone.ts'
import { openDataFolder, readOrMakeTokenSecret } from './data-folder.ts'
import { isSampleRemoved } from './remove-sample.ts'
import { sampleDirectory } from './sample-directory.ts'
import { sampleNetworkId } from './sample-network.ts'
import { welcome } from './welcome.ts'

await runService('stitchlog', standaloneUsage, start)

async function start(): Promise<RunningService> {
  const config = readStandaloneConfig()
  const now = Date.now
  console.log(`Opening the database in ${config.dataFolder}`)
  const store = await openDataFolder(config.dataFolder)
  try {
    // Its secret and how it writes are nobody else's: one process at a time has the folder.
    const settings = [
      { name: 'retention-days', value: String(config.retentionDays) },
      { name: 'access-log-retention-days', value: String(config.accessLogRetentionDays) },
    ] as const
    const newer = await prepareDatabase(store, { service: 'standalone', settings, writesThrough: config.writesThrough, now })
    if (newer.length > 0) console.warn(`A later version has changed the database (${newer.join(', ')}).`)
    const { ledgerExportFolder } = config
    const ledgerExport =
      ledgerExportFolder === undefined
        ? undefined
        : await LedgerExport.open(store, { folder: ledgerExportFolder, now, exceptNetwork: sampleNetworkId })
    const tokenSecret = config.tokenSecret ?? (await readOrMakeTokenSecret(config.dataFolder))
    const hasSample = config.hasSample && !(await isSampleRemoved(config.dataFolder))
    if (hasSample) {
      console.log('Bringing the sample network up to date')
      await bringSampleUpToDate(store, now()).catch((error) => {
        // It shows what there is to see; it keeps nothing else from running.
        console.error(`The sample network could not be brought up to date: ${firstLineOf(error)}`)
      })
    }
    const ledger = await SingleWriterLedger.open(store, now, config.changeQuotas)
    const log = createLogger('standalone', config.logLevel)
    const standalone = createStandalone({
      store,
      ledger,
      ledgerExport,
      tracing: await startTracing(config.traces, 'standalone'),
      dataFolder: config.dataFolder,
      tokenKeys: { secret: tokenSecret, leewaySeconds: config.tokenLeewaySeconds },
      retentionDays: config.retentionDays,
      accessLogRetentionDays: config.accessLogRetentionDays,
      rollupCron: config.rollupCron,
      downloads: config.downloads,
      signIn: config.signIn,
      scim: config.directory,
      ...(hasSample ? { directory: await sampleDirectory() } : {}),
      userLimits: config.userLimits,
      limits: config.limits,
      allowedOrigins: config.allowedOrigins,
      metricsAddress: config.metricsAddress,
      newestMigration: await readNewestMigration(),
      log,
      now,
    })
    const address = await listen(standalone.http, config)
    const stopControl = await serveControl(config.dataFolder, async (request, tell) => {
      for (const line of describeBackup(await backUpDataFolder(store, config.dataFolder, request))) tell(line)
    })
    const { printedToken } = config
    console.log(await welcome({ address, tokenSecret, printedToken, hasSample, signInCodes: standalone.signInCodes, now: now() }))
    return {
      failed: standalone.failed,
      async stop() {
        await stopControl()
        await standalone.stop()
        await store.close()
      },
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

function firstLineOf(error: unknown): string | undefined {
  return error instanceof Error ? error.message.split('\n')[0] : String(error)
}
