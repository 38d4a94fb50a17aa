import { collectDefaultMetrics, Registry } from 'prom-client'

/** The metrics of one process, its own and Node's. */
export function createMetrics(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
}
