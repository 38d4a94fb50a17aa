import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { apiOf, end, startStandalone, temporaryFolder, tokenSecret } from './standalone-process.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const folder = temporaryFolder()
/** Of a new user of the machine. */
const home = mkdtempSync(join(tmpdir(), 'stitchlog-home-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  rmSync(home, { recursive: true, force: true })
})

const environment = { STITCHLOG_DATA_DIR: folder, STITCHLOG_TOKEN_SECRET: tokenSecret }

/** Runs printed lines in a shell, as a newcomer does. */
function shell(lines: string): string {
  const env = { ...process.env, HOME: home, npm_config_update_notifier: 'false', ...environment }
  const { stdout, stderr, status } = spawnSync('bash', ['-ec', lines], { cwd: root, env, encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  return stdout
}

/** The lines between two texts that the start printed. */
const between = (output: string, from: string, to: string) => (output.split(from)[1] ?? '').split(to)[0] ?? ''

const tokensIn = (text: string) => text.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? []
const codesIn = (text: string) => [...text.matchAll(/#.*&code=([\w-]{43})/g)].map(([, code = '']) => code)
/** Of the link to the page that runs the client, in a network of its own. */
const tryCodesIn = (text: string) => [...text.matchAll(/\/try#code=([\w-]{43})/g)].map(([, code = '']) => code)

async function signIn(address: string, code: string | undefined): Promise<string> {
  const response = await apiOf(address, '').post('/v1/sign-in', { code })
  return String(Object(await response.json()).token)
}

async function statusesOf(address: string, token: string) {
  const api = apiOf(address, token)
  const [sample, own, change] = [
    await api.get('/v1/networks/sample/users'),
    await api.get('/v1/networks/my-network/users/you/days'),
    await api.put('/v1/networks/sample/tracking', { enabled: false }),
  ]
  return { sample: sample.status, own: own.status, change: change.status }
}

const managesBoth = { sample: 200, own: 200, change: 200 }
const readsNeither = { sample: 403, own: 403, change: 403 }

test("a start prints no token, but links that work once, first to the preferences of a network of one's own; the printed commands do the rest", async () => {
  const { child, address, output } = await startStandalone(folder, { ...environment, STITCHLOG_SAMPLE: 'on' })
  expect(tokensIn(output())).toEqual([])
  expect(output().match(/http:\/\/\S+#\S+/)?.[0]).toMatch(new RegExp(`^${address}/#network=my-network&code=[\\w-]{43}$`))
  expect(output()).toMatch(new RegExp(`${address}/#network=sample&tab=users&code=[\\w-]{43}\\n`))
  const codes = codesIn(output())
  expect(codes).toHaveLength(2)
  const tokens = []
  for (const code of codes) tokens.push(await signIn(address, code))
  // One token for all that is printed.
  expect(new Set(tokens).size).toBe(1)
  expect(await statusesOf(address, tokens[0] ?? '')).toEqual(managesBoth)
  expect(await signIn(address, codes[0])).toBe('undefined')
  const [tryCode, ...otherTryCodes] = tryCodesIn(output())
  expect(otherTryCodes).toEqual([])
  expect(await statusesOf(address, await signIn(address, tryCode))).toEqual(readsNeither)

  const own = shell(between(output(), 'Send a heartbeat', 'Or let a page').split('\n').slice(1).join('\n'))
  expect(own).toContain('"enabled":true')
  expect(own).toContain('{"accepted":1,"dropped":{},"rejected":[]}')
  expect(own).toContain('"sessionCount":1')
  const link = shell(between(output(), 'to any address of the page:', 'Ctrl-C')).trim()
  expect(link).toMatch(new RegExp(`^${address}/#network=my-network&code=[\\w-]{43}$`))
  expect(await statusesOf(address, await signIn(address, codesIn(link)[0]))).toMatchObject({ own: 200 })
  expect(await end(child)).toBe(0)
})

test('off prints neither token nor link, and all prints both', async () => {
  const off = await startStandalone(folder, { ...environment, STITCHLOG_SAMPLE: 'on', STITCHLOG_PRINT_TOKEN: 'off' })
  expect([...tokensIn(off.output()), ...codesIn(off.output()), ...tryCodesIn(off.output())]).toEqual([])
  // In place of each link, the command that makes it.
  const made = shell(between(off.output(), 'Or let a page', 'See two weeks').split('\n').slice(1).join('\n'))
  expect(await statusesOf(off.address, await signIn(off.address, tryCodesIn(made)[0]))).toEqual(readsNeither)
  expect(await end(off.child)).toBe(0)

  // Without the sample nothing is printed for it.
  const empty = await startStandalone(folder, environment)
  expect(tokensIn(empty.output())).toEqual([])
  expect(codesIn(empty.output())).toHaveLength(1)
  expect(empty.output()).not.toContain('sample')
  expect(await end(empty.child)).toBe(0)

  const all = await startStandalone(folder, { ...environment, STITCHLOG_SAMPLE: 'on', STITCHLOG_PRINT_TOKEN: 'all' })
  const [token = ''] = tokensIn(all.output())
  expect(await statusesOf(all.address, token)).toMatchObject({ sample: 200, own: 200 })
  const codes = codesIn(all.output())
  expect(codes).toHaveLength(2)
  for (const code of codes) expect(await signIn(all.address, code)).toBe(token)
  expect(await end(all.child)).toBe(0)
})

test('a token is not made of nothing, nor a link for nobody', async () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['services/standalone/token-main.ts', ...args], {
      cwd: root,
      env: { ...process.env, STITCHLOG_DATA_DIR: home },
      encoding: 'utf8',
    })
  expect(run()).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(/^token: cannot read .*token-secret: .*; a start without STITCHLOG_TOKEN_SECRET creates it\n$/),
  })
  expect(run('--link', 'nowhere').stderr).toMatch(/^token: --link: an address of the page/)
  const away = spawnSync(process.execPath, ['services/standalone/token-main.ts', '--link', 'http://127.0.0.1:1/#network=acme'], {
    cwd: root,
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  })
  expect(away).toMatchObject({ status: 1, stdout: '', stderr: 'token: nothing answers at http://127.0.0.1:1; is Stitchlog running?\n' })
})
