import { ExplainedError } from '@stitchlog/contracts'

interface Listener {
  listen(options: { host: string; port: number }): Promise<string>
}

/**
 * @returns the address on which the server listens
 * @throws ExplainedError `address-unavailable`
 */
export async function listen(http: Listener, { host, port }: { readonly host: string; readonly port: number }): Promise<string> {
  try {
    return await http.listen({ host, port })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const reason =
      code === 'EADDRINUSE' ? 'the port is taken; choose another one with PORT=…' : error instanceof Error ? error.message : String(error)
    throw new ExplainedError('address-unavailable', `cannot listen on ${host}:${port}: ${reason}`, { cause: error })
  }
}
