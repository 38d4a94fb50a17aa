import type { IncomingMessage } from 'node:http'
import proxyAddr from '@fastify/proxy-addr'
import ipaddr from 'ipaddr.js'

/** Bytes of an IPv6 address that name a network: a machine has all addresses of its own. */
const networkBytes = 8

/**
 * How to tell the address of a request's client: that of its connection or, if a trusted proxy has made that, the one that the proxy names in
 * `X-Forwarded-For`.
 *
 * @param trustedProxies addresses or CIDR ranges, separated by commas
 */
export function clientAddressReader(trustedProxies: string | undefined): (request: IncomingMessage) => string {
  if (trustedProxies === undefined) return ({ socket }) => socket.remoteAddress ?? ''
  const isTrusted = proxyAddr.compile(trustedProxies.split(',').map((range) => range.trim()))
  return (request) => proxyAddr(request, isTrusted)
}

/** What addresses are counted by: an IPv4 address, also one that is written as IPv6, or an IPv6 network of 64 bits. Other texts stay as they are. */
export function addressGroupOf(address: string): string {
  if (!address.includes(':')) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!ipaddr.IPv6.isValid(address)) return address
  const parsed = ipaddr.IPv6.parse(address)
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().toString()
  return `${Buffer.from(parsed.toByteArray().slice(0, networkBytes)).toString('hex')}/64`
}
