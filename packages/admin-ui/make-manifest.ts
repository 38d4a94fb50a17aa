// node make-manifest.ts
//
// Writes dist/custom-elements.json, by which editors and tools know the elements (https://github.com/webcomponents/custom-elements-manifest): properties
// and events from the published types, slots, parts and custom properties from the tables in docs/admin-ui.md, which tests compare with the code.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import ts from 'typescript'

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')
const parsed = ['src/published/elements.ts', 'src/published/events.ts'].map((file) =>
  ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2024, true),
)

const interfaces = new Map(
  parsed.flatMap((file) =>
    file.statements.filter((statement) => ts.isInterfaceDeclaration(statement)).map((each) => [each.name.text, each] as const),
  ),
)

const elements = ['ActivityOverview', 'MyActivity'].map((name) => {
  const element = interfaceOf(`${name}Element`)
  const members = [...membersOf(`${name}Properties`), ...membersOf('ActivityState')].map((member) => ({ ...describe(member), kind: 'field' }))
  const attributes = membersOf(`${name}Properties`).flatMap((member) => attributeOf(member) ?? [])
  return {
    kind: 'class',
    name,
    tagName: name.replaceAll(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase(),
    customElement: true,
    description: commentOf(element),
    members,
    attributes,
    events: membersOf('ActivityEvents').map(describe),
    slots: tableOf('Slots'),
    cssParts: tableOf('Parts'),
    cssProperties: tableOf('Design').filter(({ name }) => name.startsWith('--')),
  }
})

const path = 'dist/activity-overview.js'
const className = (name: string) => (name === 'ActivityOverview' ? 'ActivityView' : name)
const manifest = {
  schemaVersion: '1.0.0',
  modules: [
    {
      kind: 'javascript-module',
      path,
      declarations: elements.map((element) => ({ ...element, name: className(element.name) })),
      exports: elements.flatMap(({ name, tagName }) => {
        const declaration = { name: className(name), module: path }
        return [
          { kind: 'js', name: className(name), declaration },
          { kind: 'custom-element-definition', name: tagName, declaration },
        ]
      }),
    },
  ],
}
mkdirSync(new URL('dist/', import.meta.url), { recursive: true })
writeFileSync(new URL('dist/custom-elements.json', import.meta.url), `${JSON.stringify(manifest, undefined, 2)}\n`)

function interfaceOf(name: string): ts.InterfaceDeclaration {
  const found = interfaces.get(name)
  if (found === undefined) throw new Error(`src/published has no interface ${name}`)
  return found
}

/** With those of the interfaces that it extends. */
function membersOf(name: string): ts.PropertySignature[] {
  const found = interfaceOf(name)
  const extended = (found.heritageClauses ?? []).flatMap(({ types }) => types.flatMap(({ expression }) => membersOf(expression.getText())))
  return [...found.members.filter((member) => ts.isPropertySignature(member)), ...extended]
}

function describe(member: ts.PropertySignature) {
  const isReadonly = member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword) ?? false
  return {
    name: nameOf(member),
    type: { text: (member.type?.getText() ?? 'unknown').replaceAll(/\s+/g, ' ') },
    description: commentOf(member),
    ...(isReadonly ? { readonly: true } : {}),
  }
}

/** What is no text, number or yes and no can only be a property. */
function attributeOf(member: ts.PropertySignature) {
  const { type, description } = describe(member)
  if (!/^(?:string|number|boolean)\b/.test(type.text)) return undefined
  const named = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === 'attribute')?.comment
  return { name: typeof named === 'string' ? named : nameOf(member), fieldName: nameOf(member), type, description }
}

function nameOf({ name }: ts.PropertySignature): string {
  return ts.isStringLiteral(name) ? name.text : name.getText()
}

function commentOf(node: ts.Node): string {
  const [block] = ts.getJSDocCommentsAndTags(node)
  return (block !== undefined && ts.getTextOfJSDocComment(block.comment)) || ''
}

/** The first and the last column of the tables below a heading. */
function tableOf(heading: string): { name: string; description: string }[] {
  const docs = read('../../docs/admin-ui.md')
  const [, section = ''] = new RegExp(`^### ${heading}\\n([\\s\\S]*?)^##`, 'm').exec(docs) ?? []
  const rows = [...section.matchAll(/^\| `([^`]+)`[^|]*\|(.*)\|$/gm)]
  if (rows.length === 0) throw new Error(`docs/admin-ui.md has no table below "${heading}"`)
  return rows.map(([, name = '', rest = '']) => ({ name, description: rest.split('|').at(-1)?.trim() ?? '' }))
}
