import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { ISocketFactoryArgs } from 'kafkajs'

/** As many bytes are read at once: large fetches need few calls then, and these bytes stay in the processor's cache. */
const readBytes = 256 * 1024

const keepAliveMs = 60_000

/**
 * Connects to a broker for kafkajs. All that comes is read into the same memory: what a 'data' event brings is lent until the next one. (By default
 * Node makes new memory for each 64 KiB; see `BatchMemory` for what that costs.) kafkajs is patched to copy it.
 */
export function connectSocket({ host, port, ssl, onConnect }: ISocketFactoryArgs): Socket {
  const onread = {
    buffer: Buffer.allocUnsafeSlow(readBytes),
    callback: (length: number, bytes: Uint8Array) => socket.emit('data', bytes.subarray(0, length)),
  }
  const servername = isIP(host) === 0 ? { servername: host } : {}
  const options = { host, port, onread }
  const socket: Socket = ssl ? connectTls({ ...options, ...servername, ...ssl }, onConnect) : connectTcp(options, onConnect)
  socket.setKeepAlive(true, keepAliveMs)
  return socket
}
