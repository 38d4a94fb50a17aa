import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'stitchlog-packed-'))

/** What a project has in which the package is installed: nothing else. */
const installed = join(folder, 'node_modules/@stitchlog/heartbeat')

beforeAll(() => {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 2, 2] })
  const [packed] = JSON.parse(execFileSync('npm', ['pack', '--silent', '--json', '--pack-destination', folder], { cwd: root, encoding: 'utf8' }))
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', installed, '--strip-components=1'])
  symlinkSync(join(root, '../../node_modules/@types'), join(folder, 'node_modules/@types'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
})
afterAll(() => rmSync(folder, { recursive: true }))

const common = "endpoint: 'https://activity.example.com', networkId: 'acme', userId: 'anna', getToken: async () => 'token'"

/** Compiles one file in the setting of a platform, without skipping the package's own declarations. */
function check(name: string, source: string, options: readonly string[]): string {
  writeFileSync(join(folder, `${name}.ts`), source)
  const tsc = join(root, '../../node_modules/.bin/tsc')
  const args = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022', ...options, `${name}.ts`]
  try {
    return execFileSync(tsc, args, { cwd: folder, encoding: 'utf8' })
  } catch (error) {
    return String((error as { stdout?: string }).stdout)
  }
}

describe('the packed client', () => {
  test('type-checks in a page', () => {
    const source = `import { startHeartbeat, type HeartbeatEvent } from '@stitchlog/heartbeat'
      const heartbeat = startHeartbeat({ ${common}, device: 'web', onEvent: (type: HeartbeatEvent) => console.debug(type) })
      document.querySelector('button')?.addEventListener('click', () => heartbeat.stop({ forget: true }))`
    const options = ['--lib', 'es2022,dom', '--module', 'esnext', '--moduleResolution', 'bundler', '--types', '']
    expect(check('page', source, options)).toBe('')
    expect(check('wrong', source.replace("'web'", "'desktop'"), options)).toContain('\'"desktop"\' is not assignable')
  })

  test('type-checks in a React Native app', () => {
    const source = `import { startHeartbeat } from '@stitchlog/heartbeat/react-native'
      declare const AppState: { currentState: 'active' | 'background' | 'inactive' | 'unknown' | 'extension'; addEventListener(type: 'change' | 'memoryWarning' | 'blur' | 'focus', listener: (state: 'active' | 'background' | 'inactive' | 'unknown' | 'extension') => void): { remove(): void } }
      declare const AsyncStorage: { getItem(key: string, callback?: (error?: Error, result?: string) => void): Promise<string | null>; setItem(key: string, value: string): Promise<void>; removeItem(key: string): Promise<void> }
      declare const NetInfo: { addEventListener(listener: (state: { isConnected: boolean | null; type: string }) => void): () => void }
      startHeartbeat({ ${common}, appState: AppState, storage: AsyncStorage, netInfo: NetInfo }).active()`
    expect(
      check('app', source, [
        '--lib',
        'es2022,dom',
        '--module',
        'esnext',
        '--moduleResolution',
        'bundler',
        '--customConditions',
        'react-native',
        '--types',
        '',
      ]),
    ).toBe('')
  })

  test('type-checks and runs in Node', async () => {
    const source = `import { startHeartbeat } from '@stitchlog/heartbeat/node'
      const heartbeat = startHeartbeat({ ${common}, device: 'web', storage: new Map<string, string>() as unknown as Storage })
      await heartbeat.stop()`
    expect(check('program', source, ['--lib', 'es2022', '--module', 'nodenext', '--types', 'node'])).toBe('')
    const { startHeartbeat } = await import(join(installed, 'dist/node.js'))
    const posted: { url: string; body: { events: unknown[] } }[] = []
    const kept = new Map<string, string>()
    const storage = {
      getItem: (key: string) => kept.get(key),
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    }
    const heartbeat = startHeartbeat({
      endpoint: 'https://activity.example.com',
      networkId: 'acme',
      userId: 'anna',
      device: 'web',
      getToken: () => 'token',
      storage,
      fetch: async (url: string, { body }: { body: string }) => {
        posted.push({ url, body: JSON.parse(body) })
        return new Response('{"accepted":1}', { status: 202 })
      },
    })
    heartbeat.active()
    await heartbeat.flush()
    await heartbeat.stop()
    expect(posted.map(({ url, body }) => [url, body.events.length])).toEqual([
      // The first one asks for the time.
      ['https://activity.example.com/v1/events', 0],
      ['https://activity.example.com/v1/events', 1],
    ])
    expect([...kept.values()]).toEqual(['[]'])
  })

  test('is under 3 kB gzipped for browsers, the durable queue included, and depends on nothing', () => {
    const size = (file: string) => gzipSync(readFileSync(join(installed, 'dist', file)), { level: 9 }).length
    const sizes = Object.fromEntries(['browser.js', 'lead-by-lease.js', 'react-native.js', 'node.js'].map((file) => [file, size(file)]))
    console.log(`gzipped: ${JSON.stringify(sizes)}`)
    expect(sizes['browser.js']).toBeLessThan(3000)
    const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    expect(dependencies).toBeUndefined()
  })
})
