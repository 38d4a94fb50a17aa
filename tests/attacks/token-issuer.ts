import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TokenKeys } from '@stitchlog/http-kit'
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

export const issuer = 'https://issuer.example'
export const audience = 'stitchlog'

/** The claims of a token that is good, but for `exp`. */
export const goodClaims = { sub: 'anna', networks: ['acme'], scope: 'activity:read', iss: issuer, aud: audience }

/** Issues tokens and publishes their keys, or whatever `answer` says instead. */
export class TokenIssuer implements AsyncDisposable {
  /** How often the keys were asked for. */
  fetches = 0
  answer: RequestListener = (_request, response) => response.end(this.keySet)
  keySet = ''
  readonly keys: Extract<TokenKeys, { jwksUrl: URL }>
  readonly #server
  #key: CryptoKey

  private constructor(server: ReturnType<typeof createServer>, key: CryptoKey) {
    this.#server = server
    this.#key = key
    server.on('request', (request, response) => {
      this.fetches++
      this.answer(request, response)
    })
    const { port } = server.address() as AddressInfo
    this.keys = { jwksUrl: new URL(`http://127.0.0.1:${port}/`), issuer, audience }
  }

  static async start(): Promise<TokenIssuer> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
    const issued = new TokenIssuer(server, privateKey)
    issued.keySet = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }] })
    return issued
  }

  /** The value of a header. `exp` is in 10 minutes unless the claims say otherwise. */
  async sign(claims: JWTPayload = goodClaims, header: { readonly typ?: string; readonly kid?: string } = {}): Promise<string> {
    const exp = Math.floor(Date.now() / 1000) + 600
    return `Bearer ${await new SignJWT({ exp, ...claims }).setProtectedHeader({ alg: 'ES256', kid: 'one', ...header }).sign(this.#key)}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
