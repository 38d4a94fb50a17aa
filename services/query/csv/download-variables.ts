import { wholeNumber } from '@stitchlog/contracts'
import { z } from 'zod'

const count = wholeNumber(1, 10_000)
const seconds = wholeNumber(1, 86_400)

/** How many files are sent at once, and for how long. */
export const downloadVariables = z
  .object({
    STITCHLOG_DOWNLOADS_PER_TOKEN: count.default(2).meta({ description: 'Files that one caller may download at once.' }),
    STITCHLOG_DOWNLOADS_AT_ONCE: count.default(16).meta({ description: 'Files that a process sends at once.' }),
    STITCHLOG_DOWNLOAD_STALL_SECONDS: seconds
      .default(30)
      .meta({ description: 'Seconds after which a download is cut off if nothing of it is read.' }),
    STITCHLOG_DOWNLOAD_MAX_SECONDS: seconds.default(300).meta({ description: 'Seconds that a download may take.' }),
  })
  .transform((variables) => ({
    perCaller: variables.STITCHLOG_DOWNLOADS_PER_TOKEN,
    atOnce: variables.STITCHLOG_DOWNLOADS_AT_ONCE,
    stallMs: variables.STITCHLOG_DOWNLOAD_STALL_SECONDS * 1000,
    maxMs: variables.STITCHLOG_DOWNLOAD_MAX_SECONDS * 1000,
  }))

export type DownloadLimits = z.output<typeof downloadVariables>
