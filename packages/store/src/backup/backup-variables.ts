import { httpUrl } from '@stitchlog/contracts'
import { z } from 'zod'

/** Where backups are. Each has a name of its own there. */
export type BackupPlace =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'disk'; readonly disk: string }
  | { readonly kind: 's3'; readonly url: string; readonly accessKey: string | undefined; readonly secretKey: string | undefined }

/** Where `npm run backup` writes, and `npm run restore` reads. */
export const backupVariables = z
  .object({
    STITCHLOG_BACKUP_DIR: z
      .string()
      .regex(/^\//, 'an absolute path')
      .optional()
      .meta({ description: 'Folder of backups: of this machine standalone, else of the ClickHouse servers (`backups.allowed_path`).' }),
    STITCHLOG_BACKUP_DISK: z
      .string()
      .regex(/^\w+$/, 'letters, digits and underscores')
      .optional()
      .meta({ description: 'Disk of the ClickHouse servers for backups (`backups.allowed_disk`), which may be an S3 bucket.' }),
    STITCHLOG_BACKUP_S3_URL: httpUrl
      .optional()
      .meta({ description: 'Address of an S3-compatible bucket, and folder in it, to which ClickHouse writes backups.' }),
    STITCHLOG_BACKUP_S3_ACCESS_KEY: z.string().optional().meta({ description: "Access key of the bucket; without it, the servers' own." }),
    STITCHLOG_BACKUP_S3_SECRET_KEY: z.string().optional().meta({ description: 'Secret key of the bucket.' }),
  })
  .transform((variables, context): BackupPlace => {
    const places: BackupPlace[] = []
    const { STITCHLOG_BACKUP_DIR: folder, STITCHLOG_BACKUP_DISK: disk, STITCHLOG_BACKUP_S3_URL: url } = variables
    if (folder !== undefined) places.push({ kind: 'folder', folder })
    if (disk !== undefined) places.push({ kind: 'disk', disk })
    if (url !== undefined)
      places.push({ kind: 's3', url, accessKey: variables.STITCHLOG_BACKUP_S3_ACCESS_KEY, secretKey: variables.STITCHLOG_BACKUP_S3_SECRET_KEY })
    const [place] = places
    if (place !== undefined && places.length === 1) return place
    context.addIssue({
      code: 'custom',
      message: 'one of STITCHLOG_BACKUP_DIR, STITCHLOG_BACKUP_DISK and STITCHLOG_BACKUP_S3_URL says where backups are',
    })
    return z.NEVER
  })

/** What the name of a backup may be. */
export const backupNameSchema = z.string().regex(/^\w[\w.-]{0,99}$/, 'letters, digits, underscores, hyphens and points')

/** How statements name a backup. */
export function backupLocation(place: BackupPlace, name: string): string {
  switch (place.kind) {
    case 'folder':
      return `File(${quoted(`${place.folder}/${name}`)})`
    case 'disk':
      return `Disk(${quoted(place.disk)}, ${quoted(name)})`
    case 's3': {
      const keys = place.accessKey === undefined ? [] : [quoted(place.accessKey), quoted(place.secretKey ?? '')]
      return `S3(${[quoted(`${place.url.replace(/\/$/, '')}/${name}`), ...keys].join(', ')})`
    }
    default:
      return place satisfies never
  }
}

/** A literal, since these statements take no expressions. */
const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
