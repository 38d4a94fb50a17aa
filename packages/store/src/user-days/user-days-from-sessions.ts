import { type Device, devices } from '@stitchlog/contracts'

/** The columns of `user_days`, in the order in which `userDaysFromSessions` selects them. */
export const userDayColumns = [
  'network_id',
  'user_id',
  'local_date',
  'session_count',
  'duration_ms',
  'active_duration_ms',
  'duration_s',
  'active_duration_s',
  ...devices.flatMap((device) => [`${device}_session_count`, `${device}_duration_ms`]),
  'first_at',
  'last_at',
  'last_time_zone',
  'time_zones',
]

/** A SELECT of the totals of users' dates, computed from the view `sessions`. */
export function userDaysFromSessions(where: string): string {
  return `
    SELECT
      network_id,
      user_id,
      local_date,
      toUInt32(count()) AS session_count,
      toUInt64(sum((toUnixTimestamp64Milli(ended_at) AS ended_ms) - (toUnixTimestamp64Milli(started_at) AS started_ms) AS part_ms)) AS duration_ms,
      toUInt64(intervalLengthSum(started_ms, ended_ms)) AS active_duration_ms,
      -- As \`inWholeSeconds\` in packages/timeline.
      toUInt64(sum((intDiv(ended_ms, 1000) AS ended_s) - (intDiv(started_ms, 1000) AS started_s))) AS duration_s,
      toUInt64(intervalLengthSum(started_s, ended_s)) AS active_duration_s,
      ${devices.map(totalsOfDevice).join('\n      ')}
      min(started_at) AS first_at,
      max(ended_at) AS last_at,
      argMin(time_zone, (-ended_ms, time_zone)) AS last_time_zone,
      arraySort(groupUniqArray(time_zone)) AS time_zones
    FROM sessions
    WHERE ${where}
    GROUP BY network_id, user_id, local_date`
}

const totalsOfDevice = (device: Device) =>
  `toUInt32(countIf(device = '${device}')) AS ${device}_session_count, toUInt64(sumIf(part_ms, device = '${device}')) AS ${device}_duration_ms,`
