import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect } from 'vitest'
import { type Api, apiOf, end, type StandaloneProcess, startStandalone, temporaryFolder, tokenFor } from './standalone-process.ts'

/** One process, for all tests of a file. */
export interface SharedStandalone extends StandaloneProcess {
  readonly dataFolder: string
  /** Who may do everything in the network of this name. */
  readonly apiFor: (network: string) => Api
}

/**
 * A process for all tests of a file, with tracking on in these networks. Called at the top of the file, or of a `describe`.
 *
 * @returns what is there once the first test, or a later `beforeAll`, runs
 */
export function shareStandalone(networks: readonly string[], environment: Record<string, string> = {}): () => SharedStandalone {
  const dataFolder = temporaryFolder()
  let shared: SharedStandalone | undefined
  beforeAll(async () => {
    const standalone = await startStandalone(dataFolder, environment)
    const apis = new Map(await Promise.all(networks.map(async (network) => [network, apiOf(standalone.address, await tokenFor([network]))] as const)))
    const apiFor = (network: string) => {
      const api = apis.get(network)
      if (api === undefined) throw new Error(`${network} is not among the networks`)
      return api
    }
    shared = { ...standalone, dataFolder, apiFor }
    for (const network of networks) expect((await apiFor(network).put(`/v1/networks/${network}/tracking`, { enabled: true })).status).toBe(200)
  })
  afterAll(async () => {
    if (shared !== undefined) await end(shared.child)
    rmSync(dataFolder, { recursive: true, force: true })
  })
  return () => {
    if (shared === undefined) throw new Error('it is not started yet')
    return shared
  }
}
