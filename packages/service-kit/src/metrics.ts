import { collectDefaultMetrics, Registry } from 'prom-client'

/** The metrics of one process, including Node's default metrics. */
export function createMetrics(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
}
