// Writes sbom.cdx.json, a software bill of materials (CycloneDX 1.6) of what the services depend on, from the lockfile alone.
// `pnpm sbom` came with pnpm 12, which does not have to be the version that installs.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const format = ['--sbom-format', 'cyclonedx', '--sbom-spec-version', '1.6', '--sbom-type', 'application']
const { status, error } = spawnSync('npx', ['-y', 'pnpm@12.21.0', 'sbom', '--prod', '--lockfile-only', ...format, '--out', 'sbom.cdx.json'], {
  cwd: root,
  stdio: ['ignore', 2, 2],
  env: { ...process.env, PNPM_CONFIG_PM_ON_FAIL: 'ignore' },
})
if (error !== undefined || status !== 0) {
  console.error(`No list was written${error === undefined ? '' : `: ${error.message}`}. It needs the npm registry.`)
  process.exit(1)
}
