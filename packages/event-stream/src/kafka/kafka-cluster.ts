import { readFileSync } from 'node:fs'
import { ExplainedError, type KafkaVariables } from '@stitchlog/contracts'
import type { KafkaCluster } from './connect-kafka.ts'

/** @throws ExplainedError `configuration` when a file cannot be read */
export function kafkaClusterOf(variables: KafkaVariables): KafkaCluster {
  const { KAFKA_TLS_CA_FILE: caFile, KAFKA_SASL_MECHANISM: mechanism } = variables
  const login = { username: variables.KAFKA_SASL_USERNAME ?? '', password: variables.KAFKA_SASL_PASSWORD ?? '' }
  return {
    brokers: variables.KAFKA_BROKERS,
    ...(variables.KAFKA_TLS ? { tls: caFile === undefined ? {} : { ca: readCertificates(caFile) } } : {}),
    ...(mechanism === undefined ? {} : { sasl: { mechanism, ...login } }),
  }
}

function readCertificates(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ExplainedError('configuration', `KAFKA_TLS_CA_FILE: ${reason}`, { cause: error })
  }
}
