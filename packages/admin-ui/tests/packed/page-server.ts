import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { extname, join } from 'node:path'

const contentTypes: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

/** What an embedding page comes from: files, and a backend that hands tokens over at `/activity-token`. */
export class PageServer {
  readonly #server: Server
  /** What the next page is made of. */
  folder = ''
  contentSecurityPolicy = ''
  /** Each request takes one; the last stays. */
  tokens: string[] = []
  /** Changes what a file says. */
  change = (text: string): string => text

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(): Promise<PageServer> {
    const server = createServer(({ url = '/' }, response) => {
      const path = url === '/' ? '/index.html' : url
      const file = join(pages.folder, path)
      response.setHeader('content-security-policy', pages.contentSecurityPolicy)
      if (path === '/activity-token') response.end(pages.tokens.length > 1 ? pages.tokens.shift() : pages.tokens[0])
      else if (existsSync(file)) response.setHeader('content-type', contentTypes[extname(file)] ?? '').end(pages.change(readFileSync(file, 'utf8')))
      else response.writeHead(404).end()
    })
    const pages = new PageServer(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return pages
  }

  get origin(): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('the server of pages does not listen')
    return `http://127.0.0.1:${address.port}`
  }

  stop(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}
