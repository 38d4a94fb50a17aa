import type { TestProject } from 'vitest/node'
import { clusterName } from '../infra/stack/click-house-node.ts'
import { canRunCluster } from './distributed/temporary-stack.ts'
import { TestCluster } from './distributed/test-cluster.ts'

/** Three nodes for all files of a project, each of which has databases of its own. Without the nodes they store in the embedded engine once more. */
export default async function startCluster({ provide }: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (!canRunCluster()) return undefined
  const cluster = await TestCluster.start(3)
  const nodes = cluster.nodes.map(({ ports }) => `http://127.0.0.1:${ports.http}`)
  provide('clickHouseCluster', { url: cluster.url, user: 'default', password: '', cluster: clusterName, nodes })
  return () => cluster.stop()
}
