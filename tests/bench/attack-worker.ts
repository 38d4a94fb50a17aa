import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { gzipSync } from 'node:zlib'

/** What an attacker knows: the address, and good tokens for a network of its own. */
export interface AttackOptions {
  readonly attack: AttackName
  readonly address: string
  readonly token: string
}

interface Call {
  readonly method?: string
  readonly path: string
  readonly headers?: Record<string, string>
  readonly body?: string | Buffer
}

const network = '/v1/networks/attacker'
const json = { 'content-type': 'application/json' }
const event = (nth: number, timeZone = 'Europe/Amsterdam') => ({
  userId: `u${nth % 5000}`,
  device: 'web',
  timeZone,
  occurredAt: Date.now() - (nth % 3_600_000),
})
const eventsOf = (first: number) => JSON.stringify({ events: Array.from({ length: 1000 }, (_, nth) => event(first + nth)) })
const lastWeek = 'from=2026-01-01&to=2026-11-20'
const bomb = gzipSync(Buffer.alloc(200 * 2 ** 20, 0x20), { level: 9 })
const nested = '['.repeat(500_000)
const sql = ["' OR 1=1 --", "'; DROP TABLE session_spans; --", "\\' UNION ALL SELECT * FROM system.users --", '{p:String}', '%27%20OR%201%3D1']

/** Calls that are sent over and over, so many at once. */
const calls: Record<string, { readonly atOnce: number; readonly call: (nth: number) => Call }> = {
  'erasures of nobody': { atOnce: 16, call: (nth) => ({ method: 'DELETE', path: `${network}/users/nobody-${nth}/activity` }) },
  'a switch, on and off': {
    atOnce: 16,
    call: (nth) => ({ method: 'PUT', path: `${network}/tracking`, headers: json, body: JSON.stringify({ enabled: nth % 2 === 0 }) }),
  },
  'long ranges': { atOnce: 16, call: (nth) => ({ path: `${network}/users/u${nth % 5000}/days?from=2024-05-01&to=2026-11-20` }) },
  'searches through all people': { atOnce: 16, call: (nth) => ({ path: `${network}/users?${lastWeek}&search=${nth % 10}&sort=duration` }) },
  'pages of cursors': { atOnce: 16, call: (nth) => ({ path: `${network}/access-log?cursor=${Buffer.from(`${nth}`).toString('base64url')}` }) },
  'SQL in parameters': {
    atOnce: 16,
    call: (nth) => ({ path: `${network}/users?search=${encodeURIComponent(sql[nth % sql.length] ?? '')}&${lastWeek}` }),
  },
  'files, read': { atOnce: 4, call: () => ({ path: `${network}/users.csv?${lastWeek}` }) },
  'wrong tokens': { atOnce: 64, call: (nth) => ({ path: `${network}/users`, headers: { authorization: `Bearer a.${nth}.b` } }) },
  'gzip bombs': { atOnce: 16, call: () => ({ method: 'POST', path: '/v1/events', headers: { ...json, 'content-encoding': 'gzip' }, body: bomb }) },
  'nested JSON': { atOnce: 16, call: () => ({ method: 'POST', path: '/v1/events', headers: json, body: nested }) },
  'events at full speed': { atOnce: 4, call: (nth) => ({ method: 'POST', path: '/v1/events', headers: json, body: eventsOf(nth * 1000) }) },
  'one person in 1,680 zones': {
    atOnce: 4,
    call: (nth) => {
      const minutes = nth % 840
      const zone = `${nth % 2 ? '+' : '-'}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
      if (nth % 10 === 9) return { path: `${network}/users/phone/days/${new Date().toISOString().slice(0, 10)}/sessions` }
      const events = Array.from({ length: 1000 }, (_, index) => ({ ...event(index * 3600, zone), userId: 'phone' }))
      return { method: 'POST', path: '/v1/events', headers: json, body: JSON.stringify({ events }) }
    },
  },
  '1,000 requests at once': { atOnce: 1000, call: () => ({ path: `${network}/tracking` }) },
}

/** Connections that are held in other ways. */
const connections = {
  '500 slow connections': async (host: string, port: number) => {
    const open = () => {
      const socket = connect(port, host).on('error', () => {})
      socket.write('POST /v1/events HTTP/1.1\r\nHost: x\r\n')
      return socket
    }
    const sockets = Array.from({ length: 500 }, open)
    for (;;) {
      for (const [index, socket] of sockets.entries()) {
        if (socket.destroyed) sockets[index] = open()
        else socket.write(`X-${index}: x\r\n`)
      }
      await sleep(1000)
    }
  },
  'files that nobody reads': async (host: string, port: number, token: string) => {
    const open = () => {
      const socket = connect(port, host).on('error', () => {})
      socket.pause().write(`GET ${network}/users.csv?${lastWeek} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`)
      return socket
    }
    const sockets: Socket[] = Array.from({ length: 15 }, open)
    for (;;) {
      for (const [index, socket] of sockets.entries()) if (socket.destroyed) sockets[index] = open()
      await sleep(200)
    }
  },
}

export type AttackName = string
export const attackNames: readonly AttackName[] = [...Object.keys(calls), ...Object.keys(connections)]

/** Events of 5,000 people, for attacks that read. */
export async function prepare(address: string, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, ...json }
  const on = await fetch(`${address}${network}/tracking`, { method: 'PUT', headers, body: '{"enabled":true}' })
  if (!on.ok) throw new Error(`the switch: ${on.status}`)
  for (let nth = 0; nth < 20; nth++) {
    const response = await fetch(`${address}/v1/events`, { method: 'POST', headers, body: eventsOf(nth * 1000) })
    if (!response.ok) throw new Error(`events: ${response.status}`)
  }
}

const port = parentPort
if (port !== null) await run(workerData as AttackOptions)

/** Attacks until the thread is ended, and posts the status of each answer that comes, 0 where none does. */
async function run({ attack, address, token }: AttackOptions): Promise<void> {
  const url = new URL(address)
  const held = Object.entries(connections).find(([name]) => name === attack)?.[1]
  if (held !== undefined) return await held(url.hostname, Number(url.port), token)
  const repeated = calls[attack]
  if (repeated === undefined) throw new Error(`no attack: ${attack}`)
  const agent = new Agent({ keepAlive: true, maxSockets: repeated.atOnce })
  let nth = 0
  const lane = async () => {
    for (;;) {
      const { method = 'GET', path, headers, body } = repeated.call(nth++)
      const sent = request(url.origin + path, { method, agent, headers: { authorization: `Bearer ${token}`, ...headers } })
      sent.end(body)
      try {
        const [response] = await once(sent, 'response')
        response.resume()
        await once(response, 'close')
        port?.postMessage(response.statusCode)
      } catch {
        port?.postMessage(0)
      }
    }
  }
  await Promise.all(Array.from({ length: repeated.atOnce }, lane))
}
