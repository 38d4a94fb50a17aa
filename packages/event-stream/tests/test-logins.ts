import { expect, test } from 'vitest'
import type { SecureBroker } from '../../../tests/distributed/secure-broker.ts'
import { connectKafka, ensureTopics, KafkaPublisher, KafkaSource, kafkaVariables } from '../src/kafka/index.ts'

/** Adds tests of a broker that asks for TLS and a login, for a file that has started one. */
export function testLogins(running: () => SecureBroker): void {
  const login = (mechanism: string, secret = running().password) => ({
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: running().user,
    KAFKA_SASL_PASSWORD: secret,
  })
  const trusting = () => ({ KAFKA_TLS: 'on', KAFKA_TLS_CA_FILE: running().certificate })
  const connect = (variables: Record<string, string>) =>
    connectKafka(kafkaVariables.parse({ KAFKA_BROKERS: running().address, ...variables }), 'test', () => {})

  test.each(['plain', 'scram-sha-256', 'scram-sha-512'])('lets in who logs in by %s', async (mechanism) => {
    const kafka = connect({ ...trusting(), ...login(mechanism) })
    await ensureTopics(kafka, { partitions: 1, replicationFactor: undefined })
    const publisher = await KafkaPublisher.connect(kafka, 'activity.events', 100)
    await publisher.publish([{ key: 'a', value: Buffer.from(mechanism) }])
    await publisher.close()
    const source = new KafkaSource(kafka, { topic: 'activity.events', groupId: mechanism, now: Date.now, sessionTimeoutMs: 10_000 })
    const texts: string[] = []
    for await (const { records } of source.batches()) {
      texts.push(...Array.from(records, ({ value }) => value.toString()))
      if (texts.includes(mechanism)) break
    }
    expect(texts).toContain(mechanism)
  })

  test.each([
    ['with a wrong password', () => ({ ...trusting(), ...login('scram-sha-512', 'wrong') }), /[Aa]uthentication/],
    ['without a login', () => trusting(), /closed|[Dd]isconnected|sasl|SASL|timeout/i],
    ['that does not know its certificate', () => ({ KAFKA_TLS: 'on', ...login('plain') }), /self-signed certificate/],
  ])('does not let in one %s', async (_, variables, reason) => {
    const admin = connect(variables()).admin({ retry: { retries: 0 } })
    await expect(admin.connect().then(() => admin.listTopics())).rejects.toThrow(reason)
    await admin.disconnect()
  })
}
