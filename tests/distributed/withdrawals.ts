import { type ServiceAcl, serviceAcls } from '@stitchlog/event-stream/kafka'

/** One operation that a service may no longer do. */
export interface Withdrawal extends Pick<ServiceAcl, 'resource' | 'name'> {
  readonly user: 'ingest' | 'stitcher'
  readonly operation: ServiceAcl['operations'][number]
  /** Reading is allowed or not where a member of the group reads. */
  readonly isSeenAtStart: boolean
}

/** Each ACL of a service, withdrawn alone. Describe comes with Read and with Write. */
export const withdrawals: Withdrawal[] = serviceAcls.flatMap(({ user, resource, name, operations }) =>
  user === 'ingest' || user === 'stitcher'
    ? operations.flatMap((operation) =>
        // Ingest only measures what the group has committed, and the settings of topics.
        (operation === 'Describe' && operations.some((other) => other === 'Read' || other === 'Write')) ||
        operation === 'DescribeConfigs' ||
        (user === 'ingest' && resource === 'group')
          ? []
          : [{ user, resource, name, operation, isSeenAtStart: operation !== 'Read' }],
      )
    : [],
)
