import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const cache = fileURLToPath(new URL('../../../node_modules/.cache', import.meta.url))
const maker = fileURLToPath(new URL('make-database.ts', import.meta.url))
const migrations = new URL('../migrations/', import.meta.url)
/** How they are run. */
const migrating = new URL('../src/schema/', import.meta.url)

/** The folder of an engine with a database that is up to date and empty. Another one after each change of the migrations or of the engine. */
function templateFolder(): string {
  const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.resolve('chdb/package.json'))))
  for (const folder of [migrations, migrating])
    for (const file of readdirSync(folder).sort()) hash.update(file).update(readFileSync(new URL(file, folder)))
  return join(cache, `migrated-${hash.digest('hex').slice(0, 16)}`)
}

let template: string | undefined

/** Has an engine find its tables in a folder, where one was made before: the migrations of an empty one take five times as long as a start without. */
export function copyMigrated(folder: string): void {
  template ??= templateFolder()
  if (existsSync(template)) cpSync(template, folder, { recursive: true })
}

/** Before the tests: makes what they copy, once on a machine. */
export async function makeMigrated(): Promise<void> {
  const made = templateFolder()
  if (existsSync(made)) return
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(`${made}-`)
  try {
    await promisify(execFile)(process.execPath, [maker, folder])
    renameSync(folder, made)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    // Somebody else was quicker.
    if (!existsSync(made)) throw error
  }
}
