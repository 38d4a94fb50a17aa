import type { Client } from 'openapi-fetch'
import createClient from 'openapi-fetch'
import type { components, paths } from './api.generated.ts'

export type { operations, paths } from './api.generated.ts'

/** What the body of every refusal is (RFC 9457). */
export type Problem = components['schemas']['Problem']

/** Calls by method and path. Each resolves to `{ data, response }`, or to `{ error, response }` where the status is none of success; it rejects where there is no answer. */
export type ApiClient = Client<paths>

export interface ApiClientOptions {
  /** Where Stitchlog listens, such as `https://activity.example.com`. */
  readonly baseUrl: string
  /** Called for each request, so it may answer with another token whenever the last one ends. */
  readonly getToken: () => string | Promise<string>
  /** Instead of the global one. */
  readonly fetch?: (request: Request) => Promise<Response>
}

/** Browsers and fetch take these for steps back in the path, however they are written, so that a call for one user would become one for the whole network. */
const stepsBack = ['.', '..']

/**
 * Makes a client whose paths, parameters, bodies and answers are those of the API's description (`schemas/openapi.json`).
 *
 * Instants are ISO 8601 texts with their offset, durations are whole milliseconds, dates are those of the user's time zone. Files are texts: pass
 * `parseAs: 'text'`, or `'stream'` for large ones.
 *
 * Its calls reject with what `getToken` or `fetch` throws, and with a TypeError for an id that is `.` or `..`, which no path can name.
 */
export function createApiClient({ baseUrl, getToken, fetch }: ApiClientOptions): ApiClient {
  const client = createClient<paths>({ baseUrl, ...(fetch && { fetch }) })
  client.use({
    onRequest: async ({ request, params }) => {
      for (const [name, value] of Object.entries(params.path ?? {}))
        if (stepsBack.includes(String(value))) throw new TypeError(`${name}: ${value} is no id`)
      request.headers.set('authorization', `Bearer ${await getToken()}`)
      return request
    },
  })
  return client
}
