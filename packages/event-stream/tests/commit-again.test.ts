import type { Consumer, Kafka } from 'kafkajs'
import { afterEach, expect, test, vi } from 'vitest'
import { KafkaSource } from '../src/kafka/index.ts'

afterEach(() => {
  vi.useRealTimers()
})

test('what is committed again is what was committed last, also where that happened meanwhile', async () => {
  vi.useFakeTimers()
  const asked: (string | undefined)[] = []
  let answer: Promise<void> = Promise.resolve()
  const consumer: Pick<Consumer, 'connect' | 'subscribe' | 'run' | 'disconnect' | 'commitOffsets'> & { on: () => void; events: object } = {
    connect: async () => {},
    subscribe: async () => {},
    run: async () => {},
    disconnect: async () => {},
    on: () => {},
    events: {},
    commitOffsets: (offsets) => {
      asked.push(offsets[0]?.offset)
      return answer
    },
  }
  // A fake, because one cannot control when a real broker answers.
  const kafka = { consumer: () => consumer } as unknown as Kafka
  const source = new KafkaSource(kafka, { topic: 't', groupId: 'g', now: Date.now, sessionTimeoutMs: 10_000 })
  const batches = source.batches()
  void batches.next()
  await vi.advanceTimersByTimeAsync(0)
  const commit = (offset: string) => source.commit([{ partition: 0, offset, assignment: 0 }])

  await commit('5')
  let goOn = () => {}
  answer = new Promise((resolve) => {
    goOn = resolve
  })
  await vi.advanceTimersByTimeAsync(30_000)
  answer = Promise.resolve()
  await commit('9')
  goOn()
  await vi.advanceTimersByTimeAsync(30_000)
  expect(asked).toEqual(['5', '5', '9', '9'])
  await source.close()
})
