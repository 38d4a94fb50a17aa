import { ExplainedError, eventsTopic, stitcherGroup } from '@stitchlog/contracts'
import { type CommittedOffsets, connectKafka, type KafkaCluster, reachingKafka, refuseMembers, rewindGroup } from '@stitchlog/event-stream/kafka'
import { runRollupOnce } from '@stitchlog/rollup/command'
import { createLogger, retryUntilDeadline, runCommand } from '@stitchlog/service-kit'
import { readStandaloneConfig } from '@stitchlog/standalone/config'
import {
  applyLedgerExport,
  type ClickHouseServer,
  describeApplied,
  finishRestore,
  type RestoreOptions,
  refuseMissingFolder,
  restoreBackup,
  type Store,
} from '@stitchlog/store'
import { readRestoreConfig, restoreUsage } from './backup-config.ts'
import { openOwnDataFolder, openServer } from './open-named-store.ts'

const tell = (line: string) => console.log(line)

await runCommand('restore', restoreUsage, async (args) => {
  const config = readRestoreConfig(args)
  const { ledgerExport } = config
  if (config.kind === 'ledger') {
    await addMissingEntries(config.server, ledgerExport)
    return
  }
  const { server, kafka, place, name, mayLackLedger, mayLackSpans } = config
  const options: RestoreOptions = { place, name, ledgerExport, mayLackLedger, mayLackSpans, now: Date.now, tell }
  if (server !== undefined) await restoreServer(server, kafka, options)
  else await restoreFolder(options)
  tell('The restore is finished: start the services.')
})

async function restoreServer(server: ClickHouseServer, cluster: KafkaCluster | undefined, options: RestoreOptions): Promise<void> {
  const kafka = cluster === undefined ? undefined : connectKafka(cluster, 'stitchlog-restore', () => {})
  const reachKafka = cluster === undefined ? undefined : { ...reachingKafka(cluster), timeoutSeconds: 0, log: createLogger('restore', 'silent') }
  // Before anything is touched.
  if (kafka !== undefined && reachKafka !== undefined) await retryUntilDeadline(() => refuseMembers(kafka, stitcherGroup), reachKafka)
  const store = await openServer(server, 'restore')
  try {
    const { offsets } = await restoreBackup(store, options)
    await rollUp(store)
    if (kafka === undefined) tell('KAFKA_BROKERS is not set: the stitchers will not read again what came since the backup.')
    else {
      const rewound = await rewindGroup(kafka, { topic: eventsTopic, groupId: stitcherGroup }, offsets ?? {})
      for (const line of describeRewound(rewound, offsets)) tell(line)
    }
    await finishRestore(store, options)
  } finally {
    await store.close()
  }
}

async function restoreFolder(options: RestoreOptions): Promise<void> {
  const { restoreDataFolder } = await import('@stitchlog/standalone/restore-data-folder')
  await restoreDataFolder(readStandaloneConfig().dataFolder, options, rollUp)
}

async function rollUp(store: Store): Promise<void> {
  await runRollupOnce(store, Date.now)
  tell('The daily totals are computed anew.')
}

function describeRewound(partitions: Awaited<ReturnType<typeof rewindGroup>>, offsets: CommittedOffsets | undefined): string[] {
  const sum = (of: 'records' | 'gone') => partitions.reduce((total, each) => total + each[of], 0n)
  const replaced = partitions.filter(({ isReplaced }) => isReplaced).length
  return [
    `The stitchers will read ${sum('records')} records of ${partitions.length} partitions again${offsets === undefined ? ', all that is there: the backup does not say how far they were' : ''}.`,
    ...(sum('gone') === 0n ? [] : [`LOST: ${sum('gone')} records since the backup are not in Kafka any more.`]),
    ...(replaced === 0 ? [] : [`${replaced} partitions are other ones than those of the backup, and are read from their beginning.`]),
  ]
}

async function addMissingEntries(server: ClickHouseServer | undefined, folder: string | undefined): Promise<void> {
  if (folder === undefined) throw new ExplainedError('configuration', 'STITCHLOG_LEDGER_EXPORT_DIR: where the ledger export is')
  const store = server === undefined ? await openOwnDataFolder() : await openServer(server, 'restore')
  try {
    await refuseMissingFolder(store, { folder })
    tell(describeApplied(await applyLedgerExport(store, folder)))
  } finally {
    await store.close()
  }
}
