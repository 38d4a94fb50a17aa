// npm run release -- [--check]
//
// Packs a release into release/VERSION: the npm packages, the Helm chart, what the images are built from, and a list of their digests. It checks first that
// all versions agree, and it publishes nothing. With --check it only checks.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ExplainedError } from '@stitchlog/contracts'
import { parseOptions, runCommand } from '@stitchlog/service-kit'
import { disagreements, readVersions } from './release-versions.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

const usage = `usage: npm run release -- [--check]

Packs a release of the version in package.json into release/VERSION. Publishes nothing: it prints the commands that do.

  --check   only check that the versions of packages, chart and CHANGELOG.md agree, and that everything is committed`

/** Published on their own; whatever else is in the workspace runs from the images. */
const published = ['heartbeat', 'api-client', 'admin-ui']

await runCommand('release', usage, async (args) => {
  const { check: isCheck = false } = parseOptions(args, { usage, options: { check: { type: 'boolean' } } }).values
  const versions = readVersions(root)
  const problems = [...disagreements(versions), ...uncommitted()]
  if (problems.length > 0) throw new ExplainedError('usage', problems.join('; '))
  console.log(`Everything is version ${versions.version}.`)
  if (!isCheck) pack(versions.version)
})

function uncommitted(): string[] {
  const changed = execFileSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' }).trim()
  return changed === '' ? [] : ['not everything is committed']
}

function pack(version: string): void {
  const folder = join(root, 'release', version)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const run = (command: string, args: readonly string[], cwd = root) => execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 2] })
  const isPackable = (name: string) => 'files' in JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'))
  const packages = published.filter(isPackable)
  for (const name of packages) {
    const own = join(root, 'packages', name)
    run('npm', ['run', '--silent', 'build'], own)
    // In the workspace they are private, so that nobody publishes them by mistake.
    const copy = mkdtempSync(join(tmpdir(), 'stitchlog-release-'))
    const { private: _, scripts, devDependencies, ...content } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8'))
    writeFileSync(join(copy, 'package.json'), `${JSON.stringify(content, undefined, 2)}\n`)
    for (const file of ['dist', 'README.md']) if (existsSync(join(own, file))) cpSync(join(own, file), join(copy, file), { recursive: true })
    cpSync(join(root, 'LICENSE'), join(copy, 'LICENSE'))
    run('npm', ['pack', '--silent', '--pack-destination', folder], copy)
    rmSync(copy, { recursive: true })
  }
  const hasChart = existsSync(join(root, 'infra/chart'))
  // As helm package does.
  if (hasChart)
    run('git', ['archive', '--format=tar.gz', `--output=${join(folder, `stitchlog-${version}.tgz`)}`, '--prefix=stitchlog/', 'HEAD:infra/chart'])
  const context = [
    'package.json',
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'tsconfig.base.json',
    '.dockerignore',
    'patches',
    'packages',
    'services',
    'infra',
  ]
  run('git', ['archive', '--format=tar.gz', `--output=${join(folder, `stitchlog-image-${version}.tar.gz`)}`, 'HEAD', ...context])
  const files = readdirSync(folder).sort()
  const digests = files.map(
    (file) =>
      `${createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex')}  ${file}\n`,
  )
  writeFileSync(join(folder, 'SHA256SUMS'), digests.join(''))
  console.log(`release/${version} has ${files.join(', ')} and SHA256SUMS. To publish it:

  git tag v${version} && git push origin v${version}
${files
  .filter((file) => /^stitchlog-(?:heartbeat|api-client|admin-ui)-/.test(file))
  .map((file) => `  npm publish release/${version}/${file}\n`)
  .join(
    '',
  )}${hasChart ? `  helm push release/${version}/stitchlog-${version}.tgz oci://REGISTRY/charts\n` : ''}  docker build -f infra/Dockerfile --target services -t REGISTRY/stitchlog:${version} - < release/${version}/stitchlog-image-${version}.tar.gz
  docker build -f infra/Dockerfile --target standalone -t REGISTRY/stitchlog-standalone:${version} - < release/${version}/stitchlog-image-${version}.tar.gz`)
}
