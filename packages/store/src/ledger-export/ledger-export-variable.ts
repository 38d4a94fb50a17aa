import { resolve } from 'node:path'
import { z } from 'zod'

/** Where the ledger is kept once more, outside of the database. */
export const ledgerExportVariable = z
  .object({
    STITCHLOG_LEDGER_EXPORT_DIR: z.string().optional().meta({
      description:
        'Folder on another disk to which every tracking change and erasure is written before it is confirmed, so that a restore has them; the same in all services.',
    }),
  })
  .transform(({ STITCHLOG_LEDGER_EXPORT_DIR: folder }) => (folder === undefined ? undefined : resolve(folder)))
