import { spawnSync } from 'node:child_process'
import { GenericContainer, Network, type StartedNetwork, Wait } from 'testcontainers'
import { ClickHouseCluster } from '../../infra/stack/click-house-cluster.ts'
import { clusterProperties, makeKafkaId, prepareBrokers } from '../../infra/stack/kafka-broker.ts'
import { type PreparedServers, prepareClickHouse, type StackOptions } from '../../infra/stack/stack.ts'
import { ContainerServer } from './container-server.ts'

const startTimeoutMs = 90_000

const images = {
  kafka: process.env['STITCHLOG_TEST_KAFKA_IMAGE'] || 'apache/kafka:4.1.0',
  clickHouse: process.env['STITCHLOG_TEST_CLICKHOUSE_IMAGE'] || 'clickhouse/clickhouse-server:26.7',
}

/** Each server in a container where Docker has its image already, as a process of this machine otherwise. Nothing is pulled. */
export async function prepareTestServers(options: StackOptions): Promise<PreparedServers> {
  const { folder, kafkaPorts, clickHousePort, clickHouseNodes } = options
  // What stands in for ClickHouse Keeper needs the nodes to be processes.
  const isContainer = clickHouseNodes === undefined && dockerHas(images.clickHouse)
  console.log(`ClickHouse: ${whereIs(isContainer, images.clickHouse)}`)
  const clickHouse =
    clickHouseNodes !== undefined
      ? new ClickHouseCluster(folder, clickHousePort, clickHouseNodes)
      : isContainer
        ? clickHouseContainer(clickHousePort)
        : await prepareClickHouse(folder, clickHousePort)
  return { ...(await prepareTestBrokers(folder, kafkaPorts)), clickHouse }
}

/** The brokers alone. */
export async function prepareTestBrokers(folder: string, ports: StackOptions['kafkaPorts']): Promise<Omit<PreparedServers, 'clickHouse'>> {
  const isContainer = dockerHas(images.kafka)
  console.log(`Kafka: ${whereIs(isContainer, images.kafka)}`)
  if (!isContainer) return { brokers: await prepareBrokers(`${folder}/kafka`, ports) }
  const network = await new Network().start()
  return {
    brokers: brokerContainers(network, ports),
    async release() {
      await network.stop()
    },
  }
}

const whereIs = (isContainer: boolean, image: string) => (isContainer ? `${image} in containers` : 'a process of this machine')

function dockerHas(image: string): boolean {
  return spawnSync('docker', ['image', 'inspect', image]).status === 0
}

function clickHouseContainer(port: number): ContainerServer {
  const definition = new GenericContainer(images.clickHouse)
    .withExposedPorts({ container: 8123, host: port })
    // Otherwise the user without a password may come from inside of the container only.
    .withEnvironment({ CLICKHOUSE_SKIP_USER_SETUP: '1' })
    .withWaitStrategy(Wait.forHttp('/ping', 8123))
    .withStartupTimeout(startTimeoutMs)
  return new ContainerServer('ClickHouse', definition)
}

function brokerContainers(network: StartedNetwork, ports: StackOptions['kafkaPorts']): ContainerServer[] {
  const clusterId = makeKafkaId()
  const alias = (nodeId: number) => `broker-${nodeId}`
  const voters = ports.map((_, index) => `${index + 1}@${alias(index + 1)}:9093`).join(',')
  return ports.map(({ client, advertised = client }, index) => {
    const nodeId = index + 1
    // Brokers speak to each other inside of the network, clients come through a port of this machine.
    const properties = `process.roles=broker,controller
node.id=${nodeId}
controller.quorum.voters=${voters}
listeners=CLIENT://:9092,CONTROLLER://:9093,BROKER://:9094
advertised.listeners=CLIENT://127.0.0.1:${advertised},BROKER://${alias(nodeId)}:9094
listener.security.protocol.map=CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT,BROKER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=BROKER
log.dirs=/var/lib/kafka/data
${clusterProperties(ports.length)}`
    const definition = new GenericContainer(images.kafka)
      .withNetwork(network)
      .withNetworkAliases(alias(nodeId))
      .withExposedPorts({ container: 9092, host: client })
      .withEnvironment({ CLUSTER_ID: clusterId, KAFKA_HEAP_OPTS: ports.length === 1 ? '-Xmx512m' : '-Xmx320m' })
      .withCopyContentToContainer([{ content: properties, target: '/mnt/shared/config/server.properties', mode: 0o644 }])
      .withWaitStrategy(Wait.forListeningPorts())
      .withStartupTimeout(startTimeoutMs)
    return new ContainerServer(`broker ${nodeId}`, definition)
  })
}
