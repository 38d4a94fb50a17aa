import { expect, test } from 'vitest'
import { GroupLag } from './group-lag.ts'

type Admin = ConstructorParameters<typeof GroupLag>[0]

/** A topic of one partition in memory: when each record arrived, and how many are committed. */
class Topic {
  now = 1_000_000_000
  arrivals: number[] = []
  low = 0
  committed: number | undefined
  readonly lag = new GroupLag(this.admin(), { topic: 'events', groupId: 'group', now: () => this.now })

  private admin(): Admin {
    const end = () => String(this.arrivals.length)
    const admin: Partial<Admin> = {
      fetchOffsets: async () => [{ topic: 'events', partitions: [{ partition: 0, offset: String(this.committed ?? -1), metadata: null }] }],
      fetchTopicOffsets: async () => [{ partition: 0, offset: end(), high: end(), low: String(this.low) }],
      fetchTopicOffsetsByTimestamp: async (_topic, timestamp = 0) => {
        const first = this.arrivals.findIndex((at) => at >= timestamp)
        return [{ partition: 0, offset: first === -1 ? end() : String(first) }]
      },
    }
    return admin as Admin
  }

  arrive(count = 1): void {
    for (let n = 0; n < count; n++) this.arrivals.push(this.now)
  }

  async after(ms: number): Promise<number> {
    this.now += ms
    await this.lag.read()
    return this.lag.oldestMs
  }

  get count(): number {
    return this.lag.partitions.reduce((sum, { end, committed }) => sum + end - committed, 0)
  }
}

test('is 0 while all is committed, also where nothing ever was written or committed', async () => {
  const topic = new Topic()
  expect([await topic.after(0), topic.count]).toEqual([0, 0])
  topic.arrive(3)
  topic.committed = 3
  expect([await topic.after(2000), topic.count]).toEqual([0, 0])
})

test('grows with time while nothing is committed, and ends with the commit', async () => {
  const topic = new Topic()
  await topic.after(0)
  topic.arrive(2)
  expect([await topic.after(0), topic.count]).toEqual([0, 2])
  topic.arrive(3)
  expect([await topic.after(2000), topic.count]).toEqual([2000, 5])
  expect(await topic.after(58_000)).toBe(60_000)
  topic.now += 5000
  expect(topic.lag.oldestMs, 'without a reading').toBe(65_000)
  topic.committed = 2
  expect([await topic.after(0), topic.count], 'the second lot is younger').toEqual([63_000, 3])
  topic.committed = 5
  expect([await topic.after(2000), topic.count]).toEqual([0, 0])
})

test.each([
  [15, 10],
  [100, 60],
  [4000, 3600],
  [9 * 86_400, 7 * 86_400],
])('a backlog from before the first reading, of %i s, is known to be at least %i s old', async (age, known) => {
  const topic = new Topic()
  topic.arrive(4)
  topic.committed = 1
  expect([await topic.after(age * 1000), topic.count]).toEqual([known * 1000, 3])
})

test('does not wait for records that were deleted', async () => {
  const topic = new Topic()
  await topic.after(0)
  topic.arrive(5)
  topic.low = 5
  expect([await topic.after(60_000), topic.count]).toEqual([0, 0])
})

test('begins anew with a topic that was made anew', async () => {
  const topic = new Topic()
  await topic.after(0)
  topic.arrive(5)
  await topic.after(60_000)
  topic.arrivals = []
  topic.arrive(1)
  expect(await topic.after(1000)).toBe(0)
  expect(await topic.after(3000)).toBe(3000)
})

test('a backlog of days takes bounded memory, and its age is known all the same', async () => {
  const topic = new Topic()
  await topic.after(0)
  for (let n = 0; n < 5000; n++) {
    topic.arrive()
    await topic.after(2000)
  }
  expect(topic.lag.oldestMs).toBe(4999 * 2000)
})
