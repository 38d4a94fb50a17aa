import type { KafkaCluster } from './connect-kafka.ts'

/**
 * Permanent errors of Kafka and of its client: somebody has to change a password, a permission or the cluster.
 *
 * @see https://kafka.apache.org/protocol.html#protocol_error_codes
 */
export const kafkaRefusals: ReadonlySet<string> = new Set([
  'CLUSTER_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'ILLEGAL_SASL_STATE',
  'KafkaJSSASLAuthenticationError',
  'KafkaJSServerDoesNotSupportApiKey',
  'POLICY_VIOLATION',
  'SASL_AUTHENTICATION_FAILED',
  'SECURITY_DISABLED',
  'TOPIC_AUTHORIZATION_FAILED',
  'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  'UNSUPPORTED_COMPRESSION_TYPE',
  'UNSUPPORTED_SASL_MECHANISM',
  'UNSUPPORTED_VERSION',
])

/** What a start that tries to reach a cluster says of it, and by which errors it knows that trying again is no use. */
export const reachingKafka = ({ brokers }: Pick<KafkaCluster, 'brokers'>) =>
  ({ code: 'stream-unavailable', what: `Kafka at ${brokers}`, refusals: kafkaRefusals }) as const
