import { z } from 'zod'
import { ScimFailure } from './scim-failure.ts'

/** A page of 500 people has half a megabyte as a rule. */
const maxPageBytes = 8 * 2 ** 20

/** What RFC 7644 (section 3.4.2) calls a ListResponse. */
const listSchema = z.object({ totalResults: z.int().min(0), Resources: z.array(z.unknown()).default([]) })

export interface ScimServer {
  /** Of its users, such as `https://directory.example.com/scim/v2/Users`. */
  readonly url: URL
  /** Bearer token; undefined for none. */
  readonly token: string | undefined
  readonly pageTimeoutMs: number
  /** Ends the fetch. */
  readonly signal: AbortSignal
}

export interface ScimPage {
  readonly total: number
  readonly resources: readonly unknown[]
}

/**
 * Reads a page of users.
 *
 * @param parameters of the query
 * @throws ScimFailure
 */
export async function fetchScimPage(
  { url, token, pageTimeoutMs, signal: stopping }: ScimServer,
  parameters: Readonly<Record<string, string>>,
): Promise<ScimPage> {
  const address = new URL(url)
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value)
  const timeout = AbortSignal.timeout(pageTimeoutMs)
  try {
    const response = await fetch(address, {
      headers: { accept: 'application/scim+json, application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      // Whoever it leads to is not to get the token.
      redirect: 'error',
      signal: AbortSignal.any([timeout, stopping]),
    })
    if (response.status !== 200) {
      await response.body?.cancel()
      throw failureOf(response)
    }
    const { data } = listSchema.safeParse(jsonOf(await textOf(response)))
    if (data === undefined) throw new ScimFailure('nonsense', 'no list of users (RFC 7644)')
    return { total: data.totalResults, resources: data.Resources }
  } catch (error) {
    if (error instanceof ScimFailure) throw error
    if (timeout.aborted) throw new ScimFailure('timed-out', 'no answer in time')
    throw new ScimFailure('unreachable', 'cannot be reached', { cause: error })
  }
}

function failureOf({ status, headers }: Response): ScimFailure {
  const retryAfterMs = retryAfterOf(headers.get('retry-after'))
  if (status === 429) return new ScimFailure('rate-limited', 'too many requests', { retryAfterMs })
  if (status >= 500) return new ScimFailure('server-error', `status ${status}`, { retryAfterMs })
  return new ScimFailure('refused', `status ${status}`)
}

/** Seconds, or a date. */
function retryAfterOf(header: string | null): number | undefined {
  if (header === null) return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  // Leaving the loop cancels the rest of the body.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > maxPageBytes) throw new ScimFailure('too-large', 'a page of more than 8 MiB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
