import { randomBytes } from 'node:crypto'
import { access, chmod, constants, mkdir, readdir, readFile, readlink, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describeIssues, ExplainedError } from '@stitchlog/contracts'
import { tokenSecretSchema } from '@stitchlog/http-kit/variables'
import { migrate, type Store, syncFolder } from '@stitchlog/store'
import { keepDefinitions, openEmbeddedStore } from '@stitchlog/store/embedded'
import { writeDurableFile } from './write-durable-file.ts'

/** The folder of a database that is being restored. */
export const unfinishedRestore = 'clickhouse.restoring'

/**
 * Opens the database in a data folder. Creates the folder if it is missing.
 *
 * @throws ExplainedError `store-unavailable` when the folder cannot be used, or is used by another process
 */
export async function openDataFolder(folder: string): Promise<Store> {
  const database = join(folder, 'clickhouse')
  if (await exists(join(folder, unfinishedRestore)))
    throw new ExplainedError('store-unavailable', `a restore into ${folder} has begun and is not finished: run npm run restore again`)
  // Also for what the engine creates.
  process.umask(0o077)
  try {
    await mkdir(database, { recursive: true })
    await keepPrivate(folder).catch((error) => {
      // A volume that an orchestrator mounts may belong to root and be writable by a group.
      console.warn(`The data folder ${folder} cannot be closed to others on this machine: ${messageOf(error)}`)
    })
    await access(database, constants.W_OK | constants.X_OK)
    // The engine syncs the content itself.
    await syncFolder(folder)
    // The parent folder may belong to another user.
    await syncFolder(dirname(folder)).catch(() => {})
  } catch (error) {
    throw new ExplainedError('store-unavailable', `cannot write to the data folder ${folder}: ${messageOf(error)}`, { cause: error })
  }
  const owner = await processUsing(database)
  if (owner !== undefined) throw new ExplainedError('store-unavailable', `the data folder ${folder} is in use by process ${owner}`)
  try {
    const store = await openEmbeddedStore(database)
    await migrate(store)
    await keepDefinitions(database)
    return store
  } catch (error) {
    throw new ExplainedError('store-unavailable', `cannot open the database in ${folder}: ${messageOf(error)}`, { cause: error })
  }
}

/**
 * Makes a folder, and all that is in it, readable by its owner only. Earlier versions left it readable by everyone on the machine.
 *
 * @throws the file system's error, such as EPERM if the folder is somebody else's
 */
async function keepPrivate(folder: string): Promise<void> {
  if (((await stat(folder)).mode & 0o077) === 0) return
  // First what is inside, so that a change that was interrupted is completed at the next start.
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) await chmod(join(entry.parentPath, entry.name), 0o600)
    else if (entry.isDirectory()) await chmod(join(entry.parentPath, entry.name), 0o700)
  }
  await chmod(folder, 0o700)
}

/**
 * The same for a data folder that must already have a database.
 *
 * @throws ExplainedError `store-unavailable`, also if there is no database
 */
export async function openExistingDataFolder(folder: string): Promise<Store> {
  if (!(await exists(join(folder, 'clickhouse')))) throw new ExplainedError('store-unavailable', `there is no database in ${folder}`)
  return await openDataFolder(folder)
}

/**
 * Finds the process that has the database open, before the engine does: the engine would print its own error directly to the terminal. Without /proc,
 * the engine's error has to suffice.
 */
export async function processUsing(database: string): Promise<number | undefined> {
  const status = join(database, 'status')
  const pid = Number(/^PID: (\d+)/.exec(await readFile(status, 'utf8').catch(() => ''))?.[1])
  if (!Number.isInteger(pid) || pid === process.pid) return undefined
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => [])
  const files = await Promise.all(descriptors.map((descriptor) => readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '')))
  return files.includes(status) ? pid : undefined
}

/**
 * Reads the secret that signs tokens. The first start creates it, readable by its owner only.
 *
 * @throws ExplainedError `store-unavailable` if the file has another content
 */
export async function readOrMakeTokenSecret(folder: string): Promise<string> {
  const file = join(folder, 'token-secret')
  const known = await readFile(file, 'utf8').catch(() => undefined)
  // In earlier versions a power cut could leave an empty file. Nothing was signed with that.
  if (known === undefined || known.trim() === '') {
    await writeDurableFile(file, randomBytes(32).toString('base64url'), { ifMissing: known === undefined })
  }
  return await readTokenSecret(folder)
}

/**
 * Reads the secret that a start created.
 *
 * @throws ExplainedError `store-unavailable` if there is none
 */
export async function readTokenSecret(folder: string): Promise<string> {
  const file = join(folder, 'token-secret')
  const content = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ExplainedError('store-unavailable', `cannot read ${file}: ${messageOf(error)}; a start without STITCHLOG_TOKEN_SECRET creates it`)
  })
  const { data, error } = tokenSecretSchema.safeParse(content.trim())
  if (error !== undefined)
    throw new ExplainedError('store-unavailable', `${file} holds no secret: ${describeIssues(error)}; remove the file, and a start creates a new one`)
  return data
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
