import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePorts } from '../../../infra/stack/free-ports.ts'
import { prepareBrokers } from '../../../infra/stack/kafka-broker.ts'
import type { ServerProcess } from '../../../infra/stack/server-process.ts'
import { canRunStack } from '../../../tests/distributed/temporary-stack.ts'
import { connectKafka, ensureTopics, KafkaPublisher, KafkaSource, kafkaVariables } from '../src/kafka/index.ts'

const user = 'tester'
const password = 'secret-of-the-tester'

const login = (mechanism: string, secret = password) => ({
  KAFKA_SASL_MECHANISM: mechanism,
  KAFKA_SASL_USERNAME: user,
  KAFKA_SASL_PASSWORD: secret,
})

describe.runIf(canRunStack())('a broker that asks for TLS and a login', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stitchlog-secure-'))
  const certificate = join(folder, 'broker.pem')
  let broker: ServerProcess | undefined
  let port = 0

  beforeAll(async () => {
    const [client = 0, controller = 0, secure = 0] = await freePorts(3)
    port = secure
    const keyStore = join(folder, 'broker.p12')
    const store = ['-keystore', keyStore, '-storetype', 'PKCS12', '-storepass', password, '-alias', 'broker']
    const name = ['-dname', 'CN=127.0.0.1', '-ext', 'SAN=IP:127.0.0.1', '-validity', '2']
    execFileSync('keytool', ['-genkeypair', '-keyalg', 'RSA', ...name, ...store], { stdio: 'ignore' })
    writeFileSync(certificate, execFileSync('keytool', ['-exportcert', '-rfc', ...store], { stdio: ['ignore', 'pipe', 'ignore'] }))
    const brokers = await prepareBrokers(folder, [{ client, controller }], { port, user, password, keyStore })
    broker = brokers[0]
    await broker?.start()
  })
  afterAll(async () => {
    await broker?.signal('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  })

  const trusting = () => ({ KAFKA_TLS: 'on', KAFKA_TLS_CA_FILE: certificate })
  const connect = (variables: Record<string, string>) =>
    connectKafka(kafkaVariables.parse({ KAFKA_BROKERS: `127.0.0.1:${port}`, ...variables }), 'test', () => {})

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
})
