import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'

const repository = join(import.meta.dirname, '..')

export interface PackedPackage {
  /** Where the package lies, as npm installs it. */
  readonly installed: string
  /** Compiles a file of the project, without skipping the package's own declarations. Returns what the compiler says: nothing if all is well. */
  readonly check: (name: string, source: string, options: readonly string[]) => string
}

/**
 * A project in which one of our packages is installed as it is packed, for all tests of a file. Called at the top of the file.
 *
 * @param root the package's folder
 * @param links what else the project has, by its name, and where that is
 */
export function installPacked(root: string, links: Readonly<Record<string, string>>): PackedPackage {
  const folder = mkdtempSync(join(tmpdir(), 'stitchlog-packed-'))
  const modules = join(folder, 'node_modules')
  const { name }: { name: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const installed = join(modules, name)
  beforeAll(() => {
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 2, 2] })
    const [packed] = JSON.parse(execFileSync('npm', ['pack', '--silent', '--json', '--pack-destination', folder], { cwd: root, encoding: 'utf8' }))
    mkdirSync(installed, { recursive: true })
    execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', installed, '--strip-components=1'])
    for (const [link, target] of Object.entries(links)) {
      mkdirSync(dirname(join(modules, link)), { recursive: true })
      symlinkSync(target, join(modules, link))
    }
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  function check(file: string, source: string, options: readonly string[]): string {
    writeFileSync(join(folder, `${file}.ts`), source)
    const args = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022', ...options, `${file}.ts`]
    try {
      return execFileSync(join(repository, 'node_modules/.bin/tsc'), args, { cwd: folder, encoding: 'utf8' })
    } catch (error) {
      return String((error as { stdout?: string }).stdout)
    }
  }

  return { installed, check }
}
