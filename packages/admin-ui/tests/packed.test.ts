import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChromium, withBrowser } from '../../../tests/browser/chromium.ts'
import { startWithPeople } from '../../../tests/browser/people.ts'
import { now, type ViewServer } from '../../../tests/browser/view-server.ts'
import { installPacked } from '../../../tests/packed-package.ts'
import { PageServer } from './packed/page-server.ts'

const root = join(import.meta.dirname, '..')
const examples = join(root, '../../docs/examples')
const docs = readFileSync(join(root, '../../docs/admin-ui.md'), 'utf8')

/** What the examples have installed too. */
const linked = ['react', 'react-dom', '@types/react', '@types/react-dom', 'vue', 'vite', '@vitejs/plugin-vue']
// The view itself was built before the tests, and others have it open.
const { folder, installed, check } = installPacked(
  root,
  Object.fromEntries(linked.map((name) => [name, join(root, 'node_modules', name)])),
  'build:types',
)

const plain = `import { ActivityView, type ActivityTexts } from '@stitchlog/admin-ui'
const view = document.createElement('activity-overview')
view.token = null
view.headingLevel = 2
view.directory = { find: async (ids) => ids.map((id) => ({ id, name: id })), search: async () => ({ people: [] }) }
view.texts = { title: 'Presence', days: (count) => \`\${count.toFixed()} days\`, device: { web: 'Browser' } }
view.addEventListener('activity-navigate', ({ detail }) => console.log(detail.user))
const other: HTMLElement = new ActivityView()
console.log(other)
export const frisian = (all: ActivityTexts): ActivityTexts => ({ ...all, cancel: 'Ofbrekke' })
export {}`

const react = `import '@stitchlog/admin-ui/react'
import { createElement, type JSX } from 'react'
const props: JSX.IntrinsicElements['my-activity'] = { network: 'acme', token: undefined, 'onactivity-language': ({ detail }) => console.log(detail.language) }
console.log(createElement('my-activity', props))
export {}`

/** Of an element in the manifest. */
interface Declaration {
  readonly attributes: readonly { readonly name: string }[]
  readonly members: readonly { readonly name: string; readonly readonly?: true }[]
}

test('the types know properties and events of the elements, plain and in JSX', () => {
  const sources = {
    plain,
    property: plain.replace('headingLevel = 2', "headingLevel = 'two'"),
    directory: plain.replace('name: id', 'names: id'),
    text: plain.replace("title: 'P", "titles: 'P"),
    missingText: plain.replace('...all, ', ''),
    event: plain.replace('detail.user', 'detail.users'),
    react,
    unknownProperty: react.replace("network: 'acme'", "user: 'anna'"),
    unknownEvent: react.replace('onactivity-language', 'onactivity-languages'),
  }
  const options = ['--lib', 'es2022,dom,dom.iterable', '--types', '', '--module', 'esnext', '--moduleResolution', 'bundler']
  expect(check(sources, options)).toEqual({
    plain: '',
    property: expect.stringContaining("'string' is not assignable"),
    directory: expect.stringContaining("'name' is missing"),
    text: expect.stringContaining("'titles' does not exist"),
    missingText: expect.stringContaining('is missing the following properties'),
    event: expect.stringContaining("'users' does not exist"),
    react: '',
    unknownProperty: expect.stringContaining("'user' does not exist"),
    unknownEvent: expect.stringContaining("and ''onactivity-languages'' does not exist"),
  })
})

test('the examples name the versions that are tested', () => {
  const { devDependencies, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  for (const name of ['react', 'vue']) {
    const example = JSON.parse(readFileSync(join(examples, name, 'package.json'), 'utf8'))
    const { typescript: _, ...named } = { ...example.dependencies, ...example.devDependencies }
    for (const [dependency, told] of Object.entries(named))
      expect([dependency, told]).toEqual([dependency, dependency === '@stitchlog/admin-ui' ? version : devDependencies[dependency]])
  }
})

describe.runIf(hasChromium)('in pages of another origin, with the Content-Security-Policy of the docs', () => {
  let server: ViewServer
  let pages: PageServer
  beforeAll(async () => {
    pages = await PageServer.start()
    server = await startWithPeople([pages.origin])
    const [, policy = ''] = /^Content-Security-Policy: (.+)$/m.exec(docs) ?? []
    pages.contentSecurityPolicy = here(policy)
    pages.change = here
  })
  afterAll(async () => {
    pages.stop()
    await server.stop()
  })

  const here = (text: string) => text.replaceAll('https://stitchlog.example.com', server.address)

  /** Compiles and builds an example as its package.json does. */
  function build(name: 'react' | 'vue'): string {
    const own = join(folder, name)
    cpSync(join(examples, name), own, { recursive: true })
    const run = (bin: string, ...args: string[]) =>
      execFileSync(bin, args, {
        cwd: own,
        env: { ...process.env, NODE_ENV: 'production', VITE_STITCHLOG_URL: server.address },
        stdio: ['ignore', 2, 2],
      })
    run(name === 'vue' ? join(root, 'node_modules/.bin/vue-tsc') : join(root, '../../node_modules/.bin/tsc'))
    run(join(root, 'node_modules/.bin/vite'), 'build', '--logLevel', 'warn')
    return join(own, 'dist')
  }

  test.each([
    ['plain HTML', () => join(examples, 'plain')],
    ['React', () => build('react')],
    ['Vue', () => build('vue')],
  ])('%s hands the token over, renews it, follows the language, and saves files by their names', async (_, make) => {
    pages.folder = make()
    const expired = await server.token(['acme'], ['activity:read'], Math.floor((now - Date.now()) / 1000) - 3600)
    pages.tokens = [expired, await server.token(['acme'], ['activity:read'])]
    await withBrowser(
      async (context) => {
        const page = await context.newPage()
        const refused: string[] = []
        page.on('console', (message) => {
          if (/Content Security Policy|CORS/.test(message.text())) refused.push(message.text())
        })
        page.on('pageerror', (error) => refused.push(error.message))
        await page.clock.setFixedTime(now)
        await page.goto(pages.origin)
        await page.getByRole('link', { name: 'anna', exact: true }).waitFor()
        expect(pages.tokens).toHaveLength(1)
        await page.getByRole('button', { name: 'Nederlands' }).click()
        await page.getByRole('tab', { name: 'Gebruikers' }).waitFor()
        await expect.poll(() => page.evaluate('document.documentElement.lang')).toBe('nl')
        await page.locator('.dots').click()
        const saving = page.waitForEvent('download')
        await page.keyboard.press('Enter')
        expect((await saving).suggestedFilename()).toBe('users-acme-2026-11-12-to-2026-11-25.csv')
        expect(refused).toEqual([])
      },
      { locale: 'en-GB' },
    )
  })

  test('the manifest lists what the elements have', async () => {
    const { modules } = JSON.parse(readFileSync(join(installed, 'dist/custom-elements.json'), 'utf8'))
    const [overview, own]: [Declaration, Declaration] = modules[0].declarations
    await withBrowser(async (context) => {
      const page = await context.newPage()
      await page.goto(server.address)
      await page.waitForFunction("customElements.get('my-activity') !== undefined")
      const read = (expression: string) => page.evaluate<string[]>(`((element) => ${expression})(customElements.get('activity-overview'))`)
      const attributes = await read('element.observedAttributes')
      const properties = await read('[...element.elementProperties].filter(([, { state }]) => !state).map(([name]) => name)')
      const notOwn = new Set(['user', 'me'])
      for (const [{ attributes: listedAttributes, members }, has] of [
        [overview, () => true],
        [own, (name: string) => !notOwn.has(name)],
      ] as const) {
        expect(listedAttributes.map(({ name }) => name).toSorted()).toEqual(attributes.filter(has).toSorted())
        const writable = members.filter(({ readonly }) => !readonly)
        expect(writable.map(({ name }) => name).toSorted()).toEqual(properties.filter(has).toSorted())
      }
    })
  })
})
