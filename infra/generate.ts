// node infra/generate.ts [--check]
//
// Writes what is generated from the code: JSON Schemas under schemas/ and the ClickHouse schema that the migrations make. With --check it
// writes nothing and fails where a file differs.
import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { activityEventSchema, asyncApiDocument, openApiDocument, stitcherSettingsSchema, trackingChangeSchema } from '@stitchlog/contracts'
import { dumpSchema, migrate } from '@stitchlog/store'
import { openEmbeddedStore } from '@stitchlog/store/embedded'
import { z } from 'zod'
import { ingestVariables } from '../services/ingest/config.ts'
import { queryVariables } from '../services/query/config.ts'
import { rollupVariables } from '../services/rollup/config.ts'
import { standaloneVariables } from '../services/standalone/config.ts'
import { stitcherVariables } from '../services/stitcher/config.ts'
import { drawRooms, readRooms } from './draw-rooms.ts'
import { variablesTable } from './variables-table.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const isCheck = process.argv.includes('--check')

const files = new Map([
  ['schemas/activity-event.schema.json', jsonSchema(activityEventSchema)],
  ['schemas/tracking-change.schema.json', jsonSchema(trackingChangeSchema)],
  ['schemas/stitcher-settings.schema.json', jsonSchema(stitcherSettingsSchema)],
  ['schemas/asyncapi.json', `${JSON.stringify(asyncApiDocument(), undefined, 2)}\n`],
  ['schemas/openapi.json', `${JSON.stringify(openApiDocument(), undefined, 2)}\n`],
  ['schemas/clickhouse.sql', await clickHouseSchema()],
  ['docs/configuration.md', configurationPage()],
  ['docs/architecture.md', await architecturePage()],
])

const differing: string[] = []
for (const [file, text] of files) if ((await readFile(root + file, 'utf8').catch(() => undefined)) !== text) differing.push(file)
const known = [...files.keys()]
for (const name of await readdir(`${root}schemas`).catch(() => [])) if (!known.includes(`schemas/${name}`)) differing.push(`schemas/${name}`)

if (!isCheck) {
  await rm(`${root}schemas`, { recursive: true, force: true })
  await mkdir(`${root}schemas`)
  for (const [file, text] of files) await writeFile(root + file, text)
} else if (differing.length > 0) {
  console.error(`Differs from the code: ${differing.join(', ')}. Run: npm run generate`)
  process.exitCode = 1
}

function configurationPage(): string {
  const notes = `# Configuration

Every service is configured by its environment alone. An empty variable counts as one that is not set; a wrong one ends the start with
status 1 and a line that names it.

${variablesTable({
  standalone: standaloneVariables,
  ingest: ingestVariables,
  stitcher: stitcherVariables,
  rollup: rollupVariables,
  query: queryVariables,
})}
Wherever a command stands in for a service (\`npm run rollup\`, \`npm run dead-letters\`, \`npm run stream-alarms\`), it reads the same variables.
`
  // As the formatter writes it, so that formatting leaves it alone.
  return spawnSync('biome', ['format', '--stdin-file-path=docs/configuration.md'], { input: notes, encoding: 'utf8' }).stdout
}

/** The page as it is, with the rooms drawn anew between its marks. */
async function architecturePage(): Promise<string> {
  const drawings = await Promise.all(
    ['packages/contracts/src', 'packages/store/src', 'services/query'].map(async (folder) => drawRooms(await readRooms(root, folder))),
  )
  const page = await readFile(`${root}docs/architecture.md`, 'utf8')
  const marks = /(<!-- rooms -->\n)[\s\S]*(<!-- end of rooms -->)/
  if (!marks.test(page)) throw new Error('docs/architecture.md has lost the marks between which rooms are drawn')
  return page.replace(marks, (_, start, end) => `${start}\n\`\`\`\n${drawings.join('\n\n')}\n\`\`\`\n\n${end}`)
}

function jsonSchema(schema: z.ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), undefined, 2)}\n`
}

async function clickHouseSchema(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stitchlog-schema-'))
  const store = await openEmbeddedStore(folder)
  await migrate(store)
  const text = `-- Generated from packages/store/migrations by infra/generate.ts; do not edit.\n\n${await dumpSchema(store)}`
  await store.close()
  await rm(folder, { recursive: true, force: true })
  return text
}
