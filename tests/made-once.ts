import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A folder that the files of one run of the tests share: the first that asks for it has it made.
 *
 * @param main absolute path of a script that fills the folder that it is given
 * @returns undefined where there is no folder of the run, or while another file has it made
 */
export function madeOnce(name: string, main: string): string | undefined {
  const folderOfRun = process.env['TEST_RUN_FOLDER']
  if (folderOfRun === undefined) return undefined
  const made = join(folderOfRun, name)
  if (existsSync(made)) return made
  const making = `${made}-in-the-making`
  try {
    mkdirSync(making)
  } catch {
    return existsSync(made) ? made : undefined
  }
  try {
    execFileSync(process.execPath, [main, making], { stdio: 'inherit' })
    renameSync(making, made)
    return made
  } catch (error) {
    rmSync(making, { recursive: true, force: true })
    throw error
  }
}
