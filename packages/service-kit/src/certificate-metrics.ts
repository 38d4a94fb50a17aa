import { connect } from 'node:tls'
import { Gauge, type Registry } from 'prom-client'

/** A server that speaks TLS. */
export interface TlsServer {
  /** What it is called in the metric; of several of one name the earliest end counts. */
  readonly name: string
  readonly host: string
  readonly port: number
}

const timeoutMs = 5000

/**
 * When the certificate of a server ends, in epoch milliseconds. Whether it is to be trusted is not looked at, and nothing is sent.
 *
 * @throws the error of the connection; a timeout has the code `ETIMEDOUT`
 */
function readCertificateEnd({ host, port }: Pick<TlsServer, 'host' | 'port'>): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername: /^[\d.]+$|:/.test(host) ? '' : host, rejectUnauthorized: false, timeout: timeoutMs }, () => {
      resolve(Date.parse(socket.getPeerCertificate().valid_to))
      socket.destroy()
    })
    socket.once('timeout', () => socket.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })))
    socket.once('error', reject)
  })
}

/**
 * Reports when certificates end. A server that does not answer keeps its last value.
 *
 * @returns reads them anew; rejects if a server did not answer
 */
export function measureCertificates(metrics: Registry, servers: readonly TlsServer[]): () => Promise<void> {
  const ends = new Map<TlsServer, number>()
  new Gauge({
    name: 'stitchlog_certificate_expires_timestamp_seconds',
    help: 'When the certificate of a server ends that this process speaks to.',
    labelNames: ['server'],
    registers: [metrics],
    collect() {
      this.reset()
      for (const [{ name }, end] of [...ends].sort(([, a], [, b]) => b - a)) this.set({ server: name }, end / 1000)
    },
  })
  return async () => {
    await Promise.all(servers.map(async (server) => ends.set(server, await readCertificateEnd(server))))
  }
}

/** The server of an address, if that is one of TLS. */
export function tlsServerOf(name: string, address: string | URL): TlsServer[] {
  const { protocol, hostname, port } = new URL(address)
  if (protocol !== 'https:') return []
  return [{ name, host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 443 : Number(port) }]
}
