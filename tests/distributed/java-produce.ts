import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { eventsTopic } from '@stitchlog/contracts'
import { java } from '../../infra/stack/java.ts'

/** So many records in one batch, as only a Java client makes them. */
export async function javaProduce(brokers: string, payload: string, count: number): Promise<void> {
  const file = join(mkdtempSync(join(tmpdir(), 'stitchlog-payloads-')), 'payloads')
  writeFileSync(file, payload)
  const parameters = ['--topic', eventsTopic, '--num-records', String(count), '--throughput', '-1', '--payload-file', file]
  const properties = [
    `bootstrap.servers=${brokers}`,
    'max.request.size=20000000',
    'batch.size=16000000',
    'buffer.memory=100000000',
    'linger.ms=10000',
    'compression.type=gzip',
  ]
  await java(['org.apache.kafka.tools.ProducerPerformance', ...parameters, '--producer-props', ...properties])
  rmSync(dirname(file), { recursive: true })
}
