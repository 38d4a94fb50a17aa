import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { signToken } from '@stitchlog/http-kit'

/** What a user starts. */
export const main = join(import.meta.dirname, '../main.ts')

export const tokenSecret = 'a secret for tests, of more than 32 characters'

export interface StandaloneProcess {
  readonly child: ChildProcess
  readonly address: string
  /** All that it has written. */
  readonly output: () => string
}

export const temporaryFolder = () => mkdtempSync(join(tmpdir(), 'stitchlog-standalone-'))

/** Starts Stitchlog as a user does, on any free port, and waits until it has said all that it says at a start. */
export async function startStandalone(dataFolder: string, environment: Record<string, string> = {}): Promise<StandaloneProcess> {
  const { child, output } = spawnStandalone(dataFolder, environment)
  return { child, address: await addressOf({ child, output }), output }
}

/** Waits until it has said all that it says at a start, among that where it listens. */
export async function addressOf({ child, output }: Pick<StandaloneProcess, 'child' | 'output'>): Promise<string> {
  const lines = createInterface({ input: child.stdout ?? process.stdin })
  let address: string | undefined
  for await (const line of lines) {
    address ??= /listens on (http:\S+)/.exec(line)?.[1]
    if (address !== undefined && line.startsWith('Ctrl-C')) return address
  }
  throw new Error(`Stitchlog did not start: ${output()}`)
}

export function spawnStandalone(
  dataFolder: string,
  environment: Record<string, string> = {},
  [command = process.execPath, ...args]: readonly string[] = [process.execPath, main],
) {
  const defaults = { PORT: '0', STITCHLOG_DATA_DIR: dataFolder, STITCHLOG_TOKEN_SECRET: tokenSecret, STITCHLOG_SAMPLE: 'off' }
  const child = spawn(command, args, {
    cwd: join(import.meta.dirname, '../../..'),
    env: { ...process.env, ...defaults, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // Also of a test that fails nothing is left behind.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  child.stderr.on('data', (chunk) => {
    text += chunk
  })
  return { child, output: () => text }
}

/**
 * Ends a process and waits for its end, and until all that it wrote has been read, which may be later; its exit status, or null where the signal ended
 * it.
 */
export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
  const hasExited = child.exitCode !== null || child.signalCode !== null
  const isRead = [child.stdout, child.stderr].every((stream) => stream?.closed ?? true)
  const closed = hasExited && isRead ? Promise.resolve() : once(child, 'close')
  child.kill(signal)
  await closed
  return child.exitCode
}

/** A token for everything in these networks. */
export async function tokenFor(networks: readonly string[]): Promise<string> {
  const scopes = ['activity:relay', 'activity:read', 'activity:manage'] as const
  return await signToken(tokenSecret, { subject: 'tester', networks, scopes, expiresInSeconds: 3600 }, Date.now())
}

export interface Api {
  get(path: string): Promise<Response>
  put(path: string, body: unknown): Promise<Response>
  post(path: string, body: unknown): Promise<Response>
  delete(path: string): Promise<Response>
}

export function apiOf(address: string, token: string): Api {
  const send = (method: string, path: string, body?: unknown) =>
    fetch(address + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  return {
    get: (path) => send('GET', path),
    put: (path, body) => send('PUT', path, body),
    post: (path, body) => send('POST', path, body),
    delete: (path) => send('DELETE', path),
  }
}
