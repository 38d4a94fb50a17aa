import type { Kafka } from 'kafkajs'
import { expect, test, vi } from 'vitest'
import { AssignedPartitions } from '../src/kafka/assigned-partitions.ts'
import type { GroupConsumer } from '../src/kafka/group-consumer.ts'
import type { LogAnomaly } from '../src/kafka/starting-point.ts'

/** A group with one partition whose first 100 records were deleted before they were read. Commits fail until `accepts` is true. */
class Group {
  committed = 0n
  accepts = false
  readonly members: Member[] = []

  join(): Member {
    const member = new Member(this)
    this.members.push(member)
    return member
  }
}

class Member {
  readonly reported: LogAnomaly[] = []
  readonly passed: LogAnomaly[] = []
  readonly seeks: bigint[] = []
  readonly partitions: AssignedPartitions

  constructor(group: Group) {
    const admin = {
      connect: async () => {},
      disconnect: async () => {},
      fetchTopicOffsets: async () => [{ partition: 0, low: '100', high: '120' }],
      fetchOffsets: async () => [{ partitions: [{ partition: 0, offset: String(group.committed), metadata: '' }] }],
    }
    const consumer = {
      seek: (_partition: number, offset: bigint) => void this.seeks.push(offset),
      resume: () => {},
      commit: async (offsets: ReadonlyMap<number, { offset: string }>) => {
        if (!group.accepts) throw new Error('REBALANCE_IN_PROGRESS')
        for (const [partition, { offset }] of offsets) {
          group.committed = BigInt(offset)
          this.partitions.committed(partition, BigInt(offset))
        }
      },
    }
    this.partitions = new AssignedPartitions({ admin: () => admin } as unknown as Kafka, consumer as unknown as GroupConsumer, {
      topic: 'events',
      groupId: 'group',
      onAnomaly: async (anomaly) => void this.reported.push(anomaly),
      onAnomalyPassed: (anomaly) => void this.passed.push(anomaly),
    })
  }
}

const gap = { kind: 'records-gone', partition: 0, expectedOffset: 0n, readFrom: 100n }

test('an anomaly whose commit a rebalance prevented is reported by both owners of the partition, and passed by the second alone', async () => {
  const group = new Group()
  const first = group.join()
  await first.partitions.assign([0])
  expect([first.reported, first.passed, first.seeks]).toEqual([[gap], [], [100n]])
  first.partitions.revoke()
  group.accepts = true
  const second = group.join()
  await second.partitions.assign([0])
  expect([second.reported, second.passed]).toEqual([[gap], [gap]])
  // A commit of the former assignment whose confirmation comes late.
  first.partitions.committed(0, 100n)
  expect(first.passed).toEqual([])
})

test('an anomaly whose own commit failed is passed with the next commit of the same assignment, once', async () => {
  const member = new Group().join()
  await member.partitions.assign([0])
  member.partitions.committed(0, 99n)
  expect(member.passed).toEqual([])
  member.partitions.committed(0, 110n)
  member.partitions.committed(0, 115n)
  expect(member.passed).toEqual([gap])
})

test('an anomaly that is committed at once is passed at once, and no later assignment knows of it', async () => {
  const group = new Group()
  group.accepts = true
  const [first, second] = [group.join(), group.join()]
  await first.partitions.assign([0])
  await second.partitions.assign([0])
  await first.partitions.assign([0])
  expect([first.passed, second.reported, second.passed]).toEqual([[gap], [], []])
})

test('a log that was replaced under a partition of others is passed at once, since its former reader does not commit there', async () => {
  const member = new Group().join()
  member.partitions.committed(1, 500n)
  await member.partitions.assign([])
  await vi.waitFor(() => expect(member.passed).toEqual([{ kind: 'log-replaced', partition: 1, expectedOffset: 500n, readFrom: 0n }]), 60_000)
  expect(member.reported).toEqual(member.passed)
})
