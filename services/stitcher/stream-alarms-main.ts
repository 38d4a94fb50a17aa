import { ExplainedError } from '@stitchlog/contracts'
import { runCommand } from '@stitchlog/service-kit'
import { acknowledgeStreamAlarms, openHttpStore, readStreamAlarms, type StreamAlarm } from '@stitchlog/store'
import { readStreamAlarmsConfig, streamAlarmsUsage } from './stream-alarms-config.ts'

await runCommand('stream-alarms', streamAlarmsUsage, async (args) => {
  const { action, id, clickHouse } = readStreamAlarmsConfig(args)
  const store = openHttpStore(clickHouse)
  try {
    const alarms = (await readStreamAlarms(store)).filter(({ alarmId }) => id === undefined || alarmId === id)
    if (action === 'list') for (const alarm of alarms) console.log(JSON.stringify(shown(alarm)))
    else {
      await acknowledgeStreamAlarms(
        store,
        alarms.map(({ alarmId }) => alarmId),
        Date.now(),
      )
      console.log(`${alarms.length} acknowledged`)
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new ExplainedError('store-unavailable', `ClickHouse at ${clickHouse.url}: ${message}`, { cause: error })
  } finally {
    await store.close()
  }
})

function shown({ raisedAt, expectedOffset, readFrom, ...alarm }: StreamAlarm): object {
  return { ...alarm, raisedAt: new Date(raisedAt).toISOString(), expectedOffset: Number(expectedOffset), readFrom: Number(readFrom) }
}
