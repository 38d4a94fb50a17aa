import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'

const repository = join(import.meta.dirname, '..')

export interface PackedPackage {
  /** The project. */
  readonly folder: string
  /** Where the package lies, as npm installs it. */
  readonly installed: string
  /**
   * Compiles files of the project, without skipping the package's own declarations.
   *
   * @param sources by name
   * @returns what the compiler says of each, by name: nothing if all is well
   */
  readonly check: <Name extends string>(sources: Readonly<Record<Name, string>>, options: readonly string[]) => Record<Name, string>
}

/**
 * A project in which one of our packages is installed as it is packed, for all tests of a file. Called at the top of the file.
 *
 * @param root the package's folder
 * @param links what else the project has, by its name, and where that is
 * @param build the script that makes what is packed
 */
export function installPacked(root: string, links: Readonly<Record<string, string>>, build = 'build'): PackedPackage {
  const folder = mkdtempSync(join(tmpdir(), 'stitchlog-packed-'))
  const modules = join(folder, 'node_modules')
  const { name }: { name: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const installed = join(modules, name)
  beforeAll(() => {
    execFileSync('npm', ['run', '--silent', build], { cwd: root, stdio: ['ignore', 2, 2] })
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

  const check: PackedPackage['check'] = (sources, options) => {
    const names = Object.keys(sources)
    for (const [name, source] of Object.entries<string>(sources)) writeFileSync(join(folder, `${name}.ts`), source)
    const args = ['--noEmit', '--pretty', 'false', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022', ...options]
    const { stdout, stderr } = spawnSync(join(repository, 'node_modules/.bin/tsc'), [...args, ...names.map((name) => `${name}.ts`)], {
      cwd: folder,
      encoding: 'utf8',
    })
    const said = Object.groupBy(
      stdout.split(/\n(?! )/).filter((line) => line !== ''),
      (line) => /^(\w+)\.ts\(/.exec(line)?.[1] ?? '',
    )
    // What is said of the package's own declarations, or of the options, is wrong with all files.
    const ofAll = stderr + (said['']?.join('\n') ?? '')
    return Object.fromEntries(names.map((name) => [name, ofAll + (said[name]?.join('\n') ?? '')])) as ReturnType<PackedPackage['check']>
  }

  return { folder, installed, check }
}
