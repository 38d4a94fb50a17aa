import { deadLetterTopic, eventsTopic, stitcherGroup } from '@stitchlog/contracts'

/**
 * Who has a login of its own: the services that use Kafka, the owner, who makes the topics (`npm run migrate`), and the operator, who reads dead letters, puts
 * them back and closes them.
 */
export const kafkaUsers = ['owner', 'ingest', 'stitcher', 'operator'] as const

export type KafkaUser = (typeof kafkaUsers)[number]

/** What a user may do with a topic or with consumer groups. */
export interface ServiceAcl {
  readonly user: KafkaUser
  readonly resource: 'topic' | 'group'
  readonly name: string
  /** Whether the name stands for everything that begins with it. */
  readonly isPrefix?: boolean
  readonly operations: readonly ('AlterConfigs' | 'Create' | 'Describe' | 'DescribeConfigs' | 'Read' | 'Write')[]
}

/**
 * The least that each user needs; `infra/kafka/acls.sh` is generated from it. Both topics are described by every start, which creates those that are missing.
 *
 * @see https://kafka.apache.org/documentation/#operations_resources_and_protocols
 */
export const serviceAcls: readonly ServiceAcl[] = [
  // The last two of a topic, and Describe of the group, are for npm run doctor; Read is for npm run restore, which sets the group back.
  { user: 'owner', resource: 'topic', name: eventsTopic, operations: ['Create', 'Describe', 'DescribeConfigs', 'AlterConfigs', 'Read'] },
  { user: 'owner', resource: 'topic', name: deadLetterTopic, operations: ['Create', 'Describe', 'DescribeConfigs', 'AlterConfigs', 'Read'] },
  { user: 'owner', resource: 'group', name: stitcherGroup, operations: ['Describe', 'Read'] },
  // The doctor tells dead letters that are closed from those that are not.
  { user: 'owner', resource: 'group', name: 'reader-', isPrefix: true, operations: ['Read'] },
  // Whether the settings are as they have to be is for the metrics only, and so is how far the stitchers are.
  { user: 'ingest', resource: 'topic', name: eventsTopic, operations: ['Describe', 'DescribeConfigs', 'Write'] },
  { user: 'ingest', resource: 'topic', name: deadLetterTopic, operations: ['Describe', 'DescribeConfigs'] },
  { user: 'ingest', resource: 'group', name: stitcherGroup, operations: ['Describe'] },
  { user: 'stitcher', resource: 'topic', name: eventsTopic, operations: ['Describe', 'Read'] },
  { user: 'stitcher', resource: 'topic', name: deadLetterTopic, operations: ['Describe', 'Write'] },
  { user: 'stitcher', resource: 'group', name: stitcherGroup, operations: ['Describe', 'Read'] },
  { user: 'operator', resource: 'topic', name: eventsTopic, operations: ['Describe', 'Write'] },
  { user: 'operator', resource: 'topic', name: deadLetterTopic, operations: ['Describe', 'Read', 'Write'] },
  { user: 'operator', resource: 'group', name: 'reader-', isPrefix: true, operations: ['Read'] },
]

/** The arguments of Kafka's own `kafka-acls.sh` that grant one of them, for the login `stitchlog-ingest` and so on. */
export function aclArguments({ user, resource, name, isPrefix, operations }: ServiceAcl): string[] {
  return [
    ...['--add', '--allow-principal', `User:stitchlog-${user}`],
    ...operations.flatMap((operation) => ['--operation', operation]),
    ...[`--${resource}`, name],
    ...(isPrefix ? ['--resource-pattern-type', 'prefixed'] : []),
  ]
}
