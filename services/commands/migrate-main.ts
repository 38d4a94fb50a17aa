import { connectKafka, ensureTopics, reachingKafka } from '@stitchlog/event-stream/kafka'
import { createLogger, parseOptions, retryUntilDeadline, runCommand } from '@stitchlog/service-kit'
import { openHttpStore, prepareBesideExport, reachingClickHouse } from '@stitchlog/store'
import { migrateUsage, readMigrateConfig } from './migrate-config.ts'

// What every service would do at its start, for deployments whose services may not: only this one needs the privileges of the owner.
await runCommand('migrate', migrateUsage, async (args) => {
  parseOptions(args, { usage: migrateUsage, options: {} })
  const { logLevel, startTimeoutSeconds, clickHouse, agreed, writesThrough, ledgerExportFolder, stream } = readMigrateConfig()
  const retries = { timeoutSeconds: startTimeoutSeconds, log: createLogger('migrate', logLevel) }
  const store = openHttpStore(clickHouse)
  try {
    const own = { service: 'owner', settings: agreed, writesThrough, now: Date.now }
    await retryUntilDeadline(() => prepareBesideExport(store, own, ledgerExportFolder), { ...reachingClickHouse(clickHouse), ...retries })
    console.log(`The schema of ${clickHouse.database} is that of this version.`)
  } finally {
    await store.close()
  }
  if (stream === undefined) return
  const kafka = connectKafka(stream.kafka, 'stitchlog-migrate', () => {})
  await retryUntilDeadline(() => ensureTopics(kafka, stream.topics), { ...reachingKafka(stream.kafka), ...retries })
  console.log('The topics are there.')
})
