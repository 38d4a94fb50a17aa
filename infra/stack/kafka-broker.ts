import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { freePorts } from './free-ports.ts'
import { formattedFile, installKafka, java, javaArguments } from './java.ts'
import { ServerProcess } from './server-process.ts'

export interface BrokerPorts {
  readonly client: number
  readonly controller: number
  /** Where clients are told to go, where that is not the broker itself. */
  readonly advertised?: number
}

/** A further listener, for who speaks to brokers by TLS and logs in. */
interface SecureListener {
  readonly port: number
  readonly user: string
  readonly password: string
  /** PKCS12, with the password above. */
  readonly keyStore: string
  /** Where there are any, each may do only what an ACL says, and who speaks to the plain listener may do everything. They log in by PLAIN. */
  readonly restrictedUsers?: readonly { readonly user: string; readonly password: string }[]
}

/** The brokers of one cluster, not yet started; its data is kept in `folder`. */
export async function prepareBrokers(folder: string, ports: readonly BrokerPorts[], secure?: SecureListener): Promise<ServerProcess[]> {
  await installBroker()
  return await prepareCluster(folder, ports, { secure })
}

/** Fetches what a broker is made of, unless it is there. */
export const installBroker = () => installKafka(archiveClasses)

/** Ends a broker that has come up and was told to write its classes down at its end. */
async function archiveClasses(file: string): Promise<void> {
  const [client = 0, controller = 0] = await freePorts(2)
  const [broker] = await prepareCluster(dirname(file), [{ client, controller }], { flags: [`-XX:ArchiveClassesAtExit=${file}`] })
  await broker?.start()
  await broker?.signal('SIGTERM')
}

async function prepareCluster(
  folder: string,
  ports: readonly BrokerPorts[],
  { secure, flags = [] }: { secure?: SecureListener | undefined; flags?: readonly string[] },
): Promise<ServerProcess[]> {
  const clusterId = await readOrMakeClusterId(folder)
  const voters = ports.map(({ controller }, index) => `${index + 1}@127.0.0.1:${controller}`).join(',')
  const brokers: ServerProcess[] = []
  for (const [index, { client, controller, advertised = client }] of ports.entries()) {
    const nodeId = index + 1
    const nodeFolder = join(folder, `broker-${nodeId}`)
    await mkdir(nodeFolder, { recursive: true })
    const properties = join(nodeFolder, 'server.properties')
    const plain = serverProperties({ nodeId, client, advertised, controller, voters, data: join(nodeFolder, 'data'), count: ports.length })
    await writeFile(properties, secure === undefined ? plain : plain + secureProperties(secure, client, controller))
    await format({ data: join(nodeFolder, 'data'), nodeId, clusterId, properties, secure })
    brokers.push(
      new ServerProcess({
        name: `broker ${nodeId}`,
        command: 'java',
        arguments: [...flags, ...javaArguments(ports.length === 1 ? 512 : 320, 'kafka.Kafka', properties)],
        port: client,
        logFile: join(nodeFolder, 'broker.log'),
      }),
    )
  }
  return brokers
}

interface Formatted {
  readonly data: string
  readonly nodeId: number
  readonly clusterId: string
  readonly properties: string
  readonly secure: SecureListener | undefined
}

/** Formats a folder of data, unless it is: with Kafka's own tool, or, once that has been done on this machine, without a JVM of its own. */
async function format({ data, nodeId, clusterId, properties, secure }: Formatted): Promise<void> {
  const [checkpoint, ids] = [join(data, 'bootstrap.checkpoint'), join(data, 'meta.properties')]
  if (existsSync(checkpoint) && existsSync(ids)) return
  if (secure === undefined && existsSync(formattedFile)) {
    await mkdir(data, { recursive: true })
    await copyFile(formattedFile, checkpoint)
    await writeFile(ids, `version=1\nnode.id=${nodeId}\ncluster.id=${clusterId}\ndirectory.id=${makeKafkaId()}\n`)
    return
  }
  await java(['kafka.tools.StorageTool', 'format', '--ignore-formatted', '-t', clusterId, '-c', properties, ...scramUsers(secure)])
  // With users it holds their passwords.
  if (secure !== undefined) return
  const copy = `${formattedFile}-${process.pid}`
  await copyFile(checkpoint, copy)
  await rename(copy, formattedFile)
}

async function readOrMakeClusterId(folder: string): Promise<string> {
  const file = join(folder, 'cluster-id')
  await mkdir(folder, { recursive: true })
  if (!existsSync(file)) {
    // An unfinished cluster of an earlier try would have another id.
    await rm(join(folder, 'broker-1'), { recursive: true, force: true })
    await writeFile(file, makeKafkaId())
  }
  return await readFile(file, 'utf8')
}

/** An id that does not begin with a hyphen, which the tool that takes it would read as an option. */
export function makeKafkaId(): string {
  return Buffer.from([0, ...randomBytes(15)]).toString('base64url')
}

interface Node {
  readonly nodeId: number
  readonly client: number
  readonly advertised: number
  readonly controller: number
  readonly voters: string
  readonly data: string
  readonly count: number
}

function serverProperties({ nodeId, client, advertised, controller, voters, data, count }: Node): string {
  return `process.roles=broker,controller
node.id=${nodeId}
controller.quorum.voters=${voters}
listeners=PLAINTEXT://127.0.0.1:${client},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${advertised}
controller.listener.names=CONTROLLER
log.dirs=${data}
${clusterProperties(count)}`
}

/** The settings that do not depend on where the brokers run. */
export function clusterProperties(count: number): string {
  const copies = Math.min(3, count)
  const inSync = Math.max(1, copies - 1)
  return `auto.create.topics.enable=false
default.replication.factor=${copies}
min.insync.replicas=${inSync}
offsets.topic.replication.factor=${copies}
offsets.topic.num.partitions=${count === 1 ? 1 : 10}
transaction.state.log.replication.factor=${copies}
transaction.state.log.min.isr=${inSync}
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
${count === 1 ? singleBroker : ''}`
}

/** It does little, and nobody follows its metadata, which would otherwise grow by two records a second: a third of what an idle broker costs. */
const singleBroker = `num.network.threads=1
num.io.threads=2
background.threads=2
log.index.size.max.bytes=1048576
metadata.max.idle.interval.ms=0
`

const scramMechanisms = ['SCRAM-SHA-256', 'SCRAM-SHA-512']

const scramUsers = (secure: SecureListener | undefined) =>
  secure === undefined
    ? []
    : scramMechanisms.flatMap((mechanism) => ['--add-scram', `${mechanism}=[name=${secure.user},password=${secure.password}]`])

function secureProperties({ port, user, password, keyStore, restrictedUsers = [] }: SecureListener, client: number, controller: number): string {
  const module = (name: string, options = '') => `org.apache.kafka.common.security.${name} required${options};`
  const scram = scramMechanisms
    .map((mechanism) => `listener.name.secure.${mechanism.toLowerCase()}.sasl.jaas.config=${module('scram.ScramLoginModule')}`)
    .join('\n')
  const plain = [{ user, password }, ...restrictedUsers].map((each) => ` user_${each.user}="${each.password}"`).join('')
  const authorizer = `authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer\nsuper.users=User:ANONYMOUS;User:${user}\n`
  // Of a property that is there twice the last one counts.
  return `listeners=PLAINTEXT://127.0.0.1:${client},CONTROLLER://127.0.0.1:${controller},SECURE://127.0.0.1:${port}
advertised.listeners=PLAINTEXT://127.0.0.1:${client},SECURE://127.0.0.1:${port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL
sasl.enabled.mechanisms=PLAIN,${scramMechanisms.join(',')}
listener.name.secure.plain.sasl.jaas.config=${module('plain.PlainLoginModule', plain)}
${scram}
ssl.keystore.type=PKCS12
ssl.keystore.location=${keyStore}
ssl.keystore.password=${password}
${restrictedUsers.length === 0 ? '' : authorizer}`
}
