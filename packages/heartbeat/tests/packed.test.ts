import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { installPacked } from '../../../tests/packed-package.ts'

const root = join(import.meta.dirname, '..')
const { installed, check } = installPacked(root, { '@types': join(root, '../../node_modules/@types') })

const common = "endpoint: 'https://activity.example.com', networkId: 'acme', userId: 'anna', getToken: async () => 'token'"

describe('the packed client', () => {
  test('type-checks in a page', () => {
    const source = `import { startHeartbeat, type HeartbeatEvent } from '@stitchlog/heartbeat'
      const heartbeat = startHeartbeat({ ${common}, device: 'web', onEvent: (type: HeartbeatEvent) => console.debug(type) })
      document.querySelector('button')?.addEventListener('click', () => heartbeat.stop({ forget: true }))`
    const options = ['--lib', 'es2022,dom', '--module', 'esnext', '--moduleResolution', 'bundler', '--types', '']
    expect(check({ page: source, wrong: source.replace("'web'", "'desktop'") }, options)).toEqual({
      page: '',
      wrong: expect.stringContaining('\'"desktop"\' is not assignable'),
    })
  })

  test('type-checks in a React Native app', () => {
    const source = `import { startHeartbeat } from '@stitchlog/heartbeat/react-native'
      declare const AppState: { currentState: 'active' | 'background' | 'inactive' | 'unknown' | 'extension'; addEventListener(type: 'change' | 'memoryWarning' | 'blur' | 'focus', listener: (state: 'active' | 'background' | 'inactive' | 'unknown' | 'extension') => void): { remove(): void } }
      declare const AsyncStorage: { getItem(key: string, callback?: (error?: Error, result?: string) => void): Promise<string | null>; setItem(key: string, value: string): Promise<void>; removeItem(key: string): Promise<void> }
      declare const NetInfo: { addEventListener(listener: (state: { isConnected: boolean | null; type: string }) => void): () => void }
      startHeartbeat({ ${common}, appState: AppState, storage: AsyncStorage, netInfo: NetInfo }).active()`
    expect(
      check({ app: source }, [
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
    ).toEqual({ app: '' })
  })

  test('type-checks and runs in Node', async () => {
    const source = `import { startHeartbeat } from '@stitchlog/heartbeat/node'
      const heartbeat = startHeartbeat({ ${common}, device: 'web', storage: new Map<string, string>() as unknown as Storage })
      await heartbeat.stop()`
    expect(check({ program: source }, ['--lib', 'es2022', '--module', 'nodenext', '--types', 'node'])).toEqual({ program: '' })
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
