import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A user as RFC 7643 describes them, or anything else that a server may send. */
export type ScimResource = Readonly<Record<string, unknown>> | string | null

const listResponse = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'

/** A SCIM 2.0 server (RFC 7644) with the users of a test, which can be made to answer worse. */
export class ScimServer {
  users: readonly ScimResource[] = []
  readonly token = 'the token of the directory'.replaceAll(' ', '-')
  /** Answers instead of the server. */
  instead: ((request: IncomingMessage, response: ServerResponse) => void) | undefined
  /** More are in no page. */
  mostPerPage = 1000
  /** What was asked for: path and query. */
  readonly asked: URL[] = []
  readonly #server: Server

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response))
  }

  static async start(): Promise<ScimServer> {
    const scim = new ScimServer()
    scim.#server.listen(0, '127.0.0.1')
    await once(scim.#server, 'listening')
    return scim
  }

  get address(): string {
    const { port } = this.#server.address() as AddressInfo
    return `http://127.0.0.1:${port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.address)
    this.asked.push(url)
    if (this.instead !== undefined) this.instead(request, response)
    else if (request.headers.authorization !== `Bearer ${this.token}`) this.send(response, 401, { detail: 'who are you?' })
    else this.#sendUsers(url, response)
  }

  #sendUsers(url: URL, response: ServerResponse): void {
    const startIndex = Number(url.searchParams.get('startIndex') ?? 1)
    const count = Math.min(Number(url.searchParams.get('count') ?? 100), this.mostPerPage)
    const Resources = this.users.slice(startIndex - 1, startIndex - 1 + count)
    this.send(response, 200, { schemas: [listResponse], totalResults: this.users.length, startIndex, itemsPerPage: Resources.length, Resources })
  }

  /** As a SCIM server does. */
  send(response: ServerResponse, status: number, body: unknown): void {
    response.writeHead(status, { 'content-type': 'application/scim+json' }).end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}

/** A user with a name. */
export const scimUser = (userName: string, displayName: string, more: Readonly<Record<string, unknown>> = {}): ScimResource => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  id: `id of ${userName}`,
  userName,
  displayName,
  active: true,
  ...more,
})
