import type { Store } from '../engine/store.ts'

/**
 * The rows of `user_days` that hold, as an SQL expression for a FROM clause: of each date of a user the one that was rolled up last. Rows of one date may
 * lie on several shards of a cluster, since a shard was added, and FINAL sees those of one shard only.
 *
 * @param keys SQL on the columns of the key: network_id, user_id and local_date
 */
export function newestUserDays({ cluster }: Pick<Store, 'cluster'>, keys: string): string {
  if (cluster === undefined) return `(SELECT * FROM user_days FINAL WHERE ${keys})`
  return `
    (
      SELECT *
      FROM user_days
      WHERE ${keys}
      ORDER BY network_id, user_id, local_date, rolled_up_at DESC
      LIMIT 1 BY network_id, user_id, local_date
    )`
}
