// node tests/bench/bare-http.ts
//
// The least that an HTTP server of Node does for events: it reads the body, parses it and answers 202. Prints its port; ends with the process that
// started it.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { events } = JSON.parse(Buffer.concat(chunks).toString())
    const answer = JSON.stringify({ accepted: events.length })
    response.writeHead(202, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer)
  })
})
// Connections that wait for their next request are not in the way.
server.requestTimeout = 0
server.headersTimeout = 0
server.keepAliveTimeout = 0
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
process.stdin.on('end', () => process.exit()).resume()
