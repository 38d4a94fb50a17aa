import { eventsTopic, stitcherGroup } from '@stitchlog/contracts'
import { connectKafka, type KafkaCluster, reachingKafka, readCommittedOffsets } from '@stitchlog/event-stream/kafka'
import { createLogger, readVersion, retryUntilDeadline, runCommand } from '@stitchlog/service-kit'
import { readStandaloneConfig } from '@stitchlog/standalone/config'
import { askRunning } from '@stitchlog/standalone/control'
import { type BackupPlace, type ClickHouseServer, describeBackup, takeBackup } from '@stitchlog/store'
import { backupUsage, readBackupConfig } from './backup-config.ts'
import { openOwnDataFolder, openServer } from './open-named-store.ts'

await runCommand('backup', backupUsage, async (args) => {
  const { server, kafka, place, name } = readBackupConfig(args, Date.now())
  if (server !== undefined) await backUpServer(server, kafka, place, name)
  else if (place.kind === 'folder') await backUpFolder({ folder: place.folder, name })
})

async function backUpServer(server: ClickHouseServer, cluster: KafkaCluster | undefined, place: BackupPlace, name: string): Promise<void> {
  // First what is committed: everything below is stored already, so it is in the backup.
  const offsets = cluster === undefined ? undefined : await readOffsets(cluster)
  if (offsets === undefined)
    console.warn('KAFKA_BROKERS is not set: a restore of this backup will not know from where the stitchers have to read again.')
  const store = await openServer(server, 'backup')
  try {
    const options = { place, name, version: readVersion(), now: Date.now, ...(offsets === undefined ? {} : { offsets }) }
    for (const line of describeBackup(await takeBackup(store, options))) console.log(line)
  } finally {
    await store.close()
  }
}

async function readOffsets(cluster: KafkaCluster) {
  const kafka = connectKafka(cluster, 'stitchlog-backup', () => {})
  const retries = { ...reachingKafka(cluster), timeoutSeconds: 0, log: createLogger('backup', 'silent') }
  return await retryUntilDeadline(() => readCommittedOffsets(kafka, { topic: eventsTopic, groupId: stitcherGroup }), retries)
}

async function backUpFolder(where: { readonly folder: string; readonly name: string }): Promise<void> {
  const { dataFolder } = readStandaloneConfig()
  if (await askRunning(dataFolder, { command: 'backup', ...where }, console.log)) return
  const { backUpDataFolder } = await import('@stitchlog/standalone/back-up-data-folder')
  const store = await openOwnDataFolder()
  try {
    for (const line of describeBackup(await backUpDataFolder(store, dataFolder, where))) console.log(line)
  } finally {
    await store.close()
  }
}
