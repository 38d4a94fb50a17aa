import { z } from 'zod'

/** The later version of it that this version cannot read. */
export const manifestFormat = 1

/** What is stored of the spans of a network: spans that were stored repeatedly, or made longer, count once. */
const spanDigestSchema = z.object({
  spans: z.int(),
  /** The sum of their lengths, in milliseconds. Both only grow, but for erasures and retention. */
  lengthMs: z.int(),
  /** Of all of them, whatever their order. */
  digest: z.string(),
})

export type SpanDigest = z.infer<typeof spanDigestSchema>

/** What a backup has to contain, as of its beginning. */
export const backupManifestSchema = z.object({
  format: z.literal(manifestFormat),
  backupId: z.string(),
  name: z.string(),
  /** Epoch milliseconds. */
  beganAt: z.int(),
  /** Of Stitchlog. */
  version: z.string(),
  installation: z.string(),
  database: z.string(),
  cluster: z.string().optional(),
  migrations: z.array(z.string()),
  /** Every table and view that is in the backup. */
  tables: z.array(z.string()),
  /** What the stitchers had committed of the event topic, by partition: everything below is in the backup. Absent standalone. */
  offsets: z.record(z.string(), z.object({ offset: z.string(), metadata: z.string() })).optional(),
  ledgerEntries: z.int(),
  /** What was past retention then, or would be within a day, is not counted in `networks`. */
  cutoffs: z.object({ ofOthers: z.number(), ofNetworks: z.record(z.string(), z.number()) }),
  networks: z.record(z.string(), spanDigestSchema),
  /** Standalone: whether the sample network was removed for good. */
  isSampleRemoved: z.boolean().optional(),
})

export type BackupManifest = z.infer<typeof backupManifestSchema>
