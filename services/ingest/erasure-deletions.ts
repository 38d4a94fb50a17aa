import { errorKind, type Logger } from '@stitchlog/service-kit'
import { ErasureDeletions, type Store } from '@stitchlog/store'
import { Gauge, type Registry } from 'prom-client'

/** How long a process that stops waits for deletions. What is not deleted by then, the next sweep deletes. */
export const deletionTimeoutMs = 5000

/** The deletions that follow erasures, logged and measured. */
export function createErasureDeletions(store: Pick<Store, 'removalQueries' | 'cluster'>, log: Logger, metrics: Registry): ErasureDeletions {
  const deletions = new ErasureDeletions(store, (erasures, error) =>
    log.warn({ erasures, ...(error === undefined ? {} : { kind: errorKind(error) }) }, 'erased-activity-not-deleted'),
  )
  new Gauge({
    name: 'stitchlog_erasures_waiting',
    help: 'Erasures whose activity is unreadable and not deleted from the disk yet.',
    registers: [metrics],
    collect() {
      this.set(deletions.waiting)
    },
  })
  return deletions
}
