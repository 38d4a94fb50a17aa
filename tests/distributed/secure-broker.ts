import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePorts } from '../../infra/stack/free-ports.ts'
import { prepareBrokers } from '../../infra/stack/kafka-broker.ts'
import type { ServerProcess } from '../../infra/stack/server-process.ts'

/** For how long its certificate holds. */
export const certificateDays = 2

/** A broker that asks for TLS and a login, and lets everybody do everything who comes to its plain address. */
export interface SecureBroker {
  readonly process: ServerProcess
  /** As KAFKA_BROKERS has it. */
  readonly address: string
  readonly plainAddress: string
  /** Of its certificate, as KAFKA_TLS_CA_FILE has it. */
  readonly certificate: string
  /** Who may do everything, by each mechanism. */
  readonly user: string
  readonly password: string
}

/** @param restrictedUsers log in by PLAIN, and may do what an ACL says */
export async function prepareSecureBroker(
  folder: string,
  restrictedUsers: readonly { readonly user: string; readonly password: string }[],
): Promise<SecureBroker> {
  const [client = 0, controller = 0, port = 0] = await freePorts(3)
  const [user, password] = ['admin', 'secret-of-the-administrator']
  const [keyStore, certificate] = [join(folder, 'broker.p12'), join(folder, 'broker.pem')]
  const store = ['-keystore', keyStore, '-storetype', 'PKCS12', '-storepass', password, '-alias', 'broker']
  const name = ['-dname', 'CN=127.0.0.1', '-ext', 'SAN=IP:127.0.0.1', '-validity', String(certificateDays)]
  execFileSync('keytool', ['-genkeypair', '-keyalg', 'RSA', ...name, ...store], { stdio: 'ignore' })
  writeFileSync(certificate, execFileSync('keytool', ['-exportcert', '-rfc', ...store], { stdio: ['ignore', 'pipe', 'ignore'] }))
  const [process] = await prepareBrokers(folder, [{ client, controller }], { port, user, password, keyStore, restrictedUsers })
  if (process === undefined) throw new Error('no broker')
  return { process, address: `127.0.0.1:${port}`, plainAddress: `127.0.0.1:${client}`, certificate, user, password }
}
