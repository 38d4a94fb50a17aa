import type { KafkaVariables } from '@stitchlog/contracts'
import type { KafkaCluster } from './connect-kafka.ts'

/** @throws what `readCertificates` throws, which is given the variable and the file that it names */
export function kafkaClusterOf(variables: KafkaVariables, readCertificates: (variable: string, file: string) => Buffer): KafkaCluster {
  const { KAFKA_TLS_CA_FILE: caFile, KAFKA_SASL_MECHANISM: mechanism } = variables
  const login = { username: variables.KAFKA_SASL_USERNAME ?? '', password: variables.KAFKA_SASL_PASSWORD ?? '' }
  return {
    brokers: variables.KAFKA_BROKERS,
    ...(variables.KAFKA_TLS ? { tls: caFile === undefined ? {} : { ca: readCertificates('KAFKA_TLS_CA_FILE', caFile) } } : {}),
    ...(mechanism === undefined ? {} : { sasl: { mechanism, ...login } }),
  }
}
