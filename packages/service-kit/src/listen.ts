import { ExplainedError } from '@stitchlog/contracts'

interface Listener {
  listen(options: { host: string; port: number }): Promise<string>
}

/**
 * @param variable names the port in the environment
 * @returns the address on which the server listens
 * @throws ExplainedError `address-unavailable`
 */
export async function listen(http: Listener, { host, port }: { readonly host: string; readonly port: number }, variable = 'PORT'): Promise<string> {
  try {
    return await http.listen({ host, port })
  } catch (error) {
    if (error instanceof ExplainedError) throw error
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const reason =
      code === 'EADDRINUSE' ? `the port is taken; choose another one with ${variable}=…` : error instanceof Error ? error.message : String(error)
    throw new ExplainedError('address-unavailable', `cannot listen on ${host}:${port}: ${reason}`, { cause: error })
  }
}
