import { deadLetterTopic, eventsTopic } from '@stitchlog/contracts'
import { kafkaRefusals, readTopicSettings, topicSettings } from '@stitchlog/event-stream/kafka'
import { type Logger, refusalKind, repeatUntil } from '@stitchlog/service-kit'
import { Gauge, type Registry } from 'prom-client'

const readMs = 60_000

export interface TopicSettingsWatch {
  /** Connected. */
  readonly admin: Parameters<typeof readTopicSettings>[0]
  readonly metrics: Registry
  readonly log: Pick<Logger, 'warn'>
  readonly signal: AbortSignal
  readonly everyMs?: number
}

/**
 * Reports whether the topics still have the settings that Stitchlog needs: whoever shortens the time that they are kept deletes events which no stitcher
 * has stored. A login that may not read the settings reports nothing, and one line says so: no event depends on it.
 */
export function watchTopicSettings({ admin, metrics, log, signal, everyMs = readMs }: TopicSettingsWatch): void {
  const found = new Map<string, Readonly<Record<string, string>>>()
  let isRefused = false
  new Gauge({
    name: 'stitchlog_topic_setting_ok',
    help: 'Whether a setting of a topic is what Stitchlog needs: 1, or 0.',
    labelNames: ['topic', 'setting'],
    registers: [metrics],
    collect() {
      this.reset()
      for (const [topic, settings] of found)
        for (const [setting, value] of Object.entries(topicSettings)) this.set({ topic, setting }, settings[setting] === value ? 1 : 0)
    },
  })
  const read = async () => {
    try {
      for (const topic of [eventsTopic, deadLetterTopic]) found.set(topic, await readTopicSettings(admin, topic))
      isRefused = false
    } catch (error) {
      const kind = refusalKind(error, kafkaRefusals)
      // Brokers that are away are said to be so elsewhere, and their settings do not change meanwhile.
      if (kind === undefined) return
      found.clear()
      if (!isRefused) log.warn({ kind }, 'topic-settings-unknown')
      isRefused = true
    }
  }
  void read()
  repeatUntil(signal, everyMs, read)
}
