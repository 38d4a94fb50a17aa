import { wholeNumber } from '@stitchlog/contracts'
import { z } from 'zod'

const perMinute = wholeNumber(0, 100_000_000)

/** How many requests a process takes. A caller is a subject in certain networks, whatever number of tokens it has. 0 means no limit. */
export const limitVariables = z
  .object({
    STITCHLOG_EVENT_REQUESTS_PER_MINUTE: perMinute
      .default(300)
      .meta({ description: 'Requests with events that a process takes from one client (scope activity:write) in a minute; 0: any number.' }),
    STITCHLOG_RELAY_REQUESTS_PER_MINUTE: perMinute
      .default(30_000)
      .meta({ description: 'Requests with events that a process takes from one backend (scope activity:relay) in a minute; 0: any number.' }),
    STITCHLOG_READS_PER_MINUTE: perMinute.default(1200).meta({ description: 'Reads of one caller in a minute; 0: any number.' }),
    STITCHLOG_CHANGES_PER_MINUTE: perMinute
      .default(300)
      .meta({ description: 'Switches, retentions, erasures and sign-in codes of one caller in a minute; 0: any number.' }),
    STITCHLOG_DOWNLOAD_REQUESTS_PER_MINUTE: perMinute.default(60).meta({ description: 'Files that one caller asks for in a minute; 0: any number.' }),
    STITCHLOG_ADDRESS_REQUESTS_PER_MINUTE: perMinute
      .default(60_000)
      .meta({ description: 'Calls from one address in a minute, also those without a good token; 0: any number.' }),
    STITCHLOG_READS_AT_ONCE: perMinute.default(16).meta({ description: 'Reads of one caller that are answered at once; 0: any number.' }),
    STITCHLOG_TRUSTED_PROXIES: z
      .string()
      .optional()
      .meta({ description: "Addresses or CIDR ranges of proxies, separated by commas, whose `X-Forwarded-For` names the caller's address." }),
  })
  .transform((variables) => ({
    perMinute: {
      events: variables.STITCHLOG_EVENT_REQUESTS_PER_MINUTE,
      'relayed-events': variables.STITCHLOG_RELAY_REQUESTS_PER_MINUTE,
      reads: variables.STITCHLOG_READS_PER_MINUTE,
      changes: variables.STITCHLOG_CHANGES_PER_MINUTE,
      downloads: variables.STITCHLOG_DOWNLOAD_REQUESTS_PER_MINUTE,
      address: variables.STITCHLOG_ADDRESS_REQUESTS_PER_MINUTE,
    },
    readsAtOnce: variables.STITCHLOG_READS_AT_ONCE,
    trustedProxies: variables.STITCHLOG_TRUSTED_PROXIES,
  }))

export type RequestLimits = z.output<typeof limitVariables>
