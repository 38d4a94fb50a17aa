import type { Language } from '../i18n/language.ts'
import { Outage } from '../outage.ts'
import type {
  AccessLogAnswer,
  DaysAnswer,
  ErasureAnswer,
  Look,
  OwnTrackingAnswer,
  SessionsAnswer,
  TimeoutSeconds,
  TrackingAnswer,
  UserOrder,
  UsersAnswer,
} from './answers.ts'
import type { TokenRenewal } from './token-renewal.ts'

/** Why a call failed, as far as people can do something about it. */
export type Failure = 'unreachable' | 'unavailable' | 'token' | 'tokenAgain' | 'permission' | 'missing' | 'refused'

export type Answer<T> = { readonly value: T } | { readonly failure: Failure }

export interface Dates {
  readonly from: string
  readonly to: string
}

/** Which users a list has, and in which order. */
export interface UsersAsked {
  readonly search: string
  readonly order: UserOrder
  /** Whether people of the directory who were not active are listed too. */
  readonly everyone: boolean
  /** Undefined: the last two weeks. */
  readonly dates: Dates | undefined
}

/** Which looks are listed. An empty text is any. */
export interface LooksAsked {
  readonly reader: string
  readonly user: string
  readonly kind: Look['kind'] | ''
  /** In UTC. Undefined: all that are kept. */
  readonly dates: Dates | undefined
}

/** How a file is written: as CSV or as a workbook, for spreadsheets with a decimal comma (`excel`), in a language for people, or for programs. */
export interface CsvFormat {
  readonly as?: 'xlsx'
  readonly dialect?: 'excel'
  readonly lang?: Language
}

export interface CsvFile {
  readonly name: string
  readonly content: Blob
}

/** The characters that are allowed in a header. */
const headerText = /^[\x21-\x7e]+$/

/** Times for people are in whole seconds, so that totals add up. */
const asRead = { precision: 'second' }

type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>

/** Of what the calls are, and by whom. */
export interface ApiOptions {
  /** Address of the query service, without a trailing slash; empty for the page's own host. */
  readonly baseUrl: string
  /** Empty, where it is about oneself: the only one of the token. */
  readonly network: string
  readonly token: string
  readonly renewal: TokenRenewal
  readonly viewerTimeZone: string | undefined
  /** Whether a user's activity and looks are those of whom the token is for. */
  readonly isOwn: boolean
}

/** The view's calls of the HTTP API, for one network and one person. A failure is a value, not an exception. */
export class ActivityApi {
  /** What of the view could not be read. */
  readonly outage = new Outage()
  readonly #network: string
  readonly #baseUrl: string
  #token: string
  readonly #renewal: TokenRenewal
  #viewerTimeZone: string | undefined
  readonly #isOwn: boolean

  constructor({ baseUrl, network, token, renewal, viewerTimeZone, isOwn }: ApiOptions) {
    this.#baseUrl = baseUrl
    this.#network = network
    this.#token = token
    this.#renewal = renewal
    this.#viewerTimeZone = viewerTimeZone
    this.#isOwn = isOwn
  }

  /** Whether responses say where the viewer's clock differs. */
  get comparesClocks(): boolean {
    return this.#viewerTimeZone !== undefined
  }

  /** Continues with a new token for the same person. */
  renew(token: string): void {
    this.#token = token
  }

  /** @param cursor of the history's page; the newest changes without one */
  tracking(cursor?: string): Promise<Answer<TrackingAnswer>> {
    return this.#json('GET', this.#ofNetwork('tracking'), { cursor })
  }

  switchTracking(enabled: boolean, inactivityTimeoutSeconds?: TimeoutSeconds): Promise<Answer<TrackingAnswer>> {
    return this.#json('PUT', this.#ofNetwork('tracking'), {}, { enabled, ...(inactivityTimeoutSeconds && { inactivityTimeoutSeconds }) })
  }

  keepFor(days: number): Promise<Answer<{ retentionDays: number }>> {
    return this.#json('PUT', this.#ofNetwork('retention'), {}, { days })
  }

  /**
   * Reads the given dates, or the last two weeks by default.
   *
   * @param userId only these users
   */
  users(asked: UsersAsked, cursor: string | undefined, limit: number, userId?: readonly string[]): Promise<Answer<UsersAnswer>> {
    return this.#json('GET', this.#ofNetwork('users'), {
      ...usersParametersOf(asked),
      userId,
      cursor,
      limit: String(limit),
      ...asRead,
    })
  }

  /** The list of users as a file. */
  usersCsv(asked: UsersAsked, format: CsvFormat): Promise<Answer<CsvFile>> {
    return this.#file(this.#ofNetwork('users'), { ...usersParametersOf(asked), ...format })
  }

  /** Reads the given dates with their sessions, or the last two weeks by default. */
  days(user: string, dates: Dates | undefined): Promise<Answer<DaysAnswer>> {
    return this.#json('GET', this.#ofUser(user, 'days'), { ...dates, sessions: 'included', viewerTimeZone: this.#viewerTimeZone, ...asRead })
  }

  sessions(user: string, date: string, cursor: string | undefined, limit: number): Promise<Answer<SessionsAnswer>> {
    const page = { cursor, limit: String(limit) }
    return this.#json('GET', this.#ofUser(user, 'days', date, 'sessions'), { viewerTimeZone: this.#viewerTimeZone, ...page, ...asRead })
  }

  /** Who looked at whose activity, newest first. */
  looks(asked: LooksAsked, cursor: string | undefined): Promise<Answer<AccessLogAnswer>> {
    return this.#json('GET', this.#isOwn ? ['me', 'access-log'] : this.#ofNetwork('access-log'), { ...parametersOf(asked), cursor })
  }

  looksCsv(asked: LooksAsked, format: CsvFormat): Promise<Answer<CsvFile>> {
    return this.#file(this.#ofNetwork('access-log'), { ...parametersOf(asked), ...format })
  }

  erase(user: string): Promise<Answer<ErasureAnswer>> {
    return this.#json('DELETE', this.#ofNetwork('users', user, 'activity'))
  }

  /** One user's sessions as a file. */
  csv(user: string, dates: Dates, format: CsvFormat): Promise<Answer<CsvFile>> {
    return this.#file(this.#ofUser(user, 'sessions'), { ...dates, ...format, viewerTimeZone: this.#viewerTimeZone })
  }

  /** Whether the reader's own activity is tracked, and how long it is kept. */
  ownTracking(): Promise<Answer<OwnTrackingAnswer>> {
    return this.#json('GET', ['me', 'tracking'])
  }

  #ofNetwork(...path: readonly string[]): readonly string[] {
    return ['networks', this.#network, ...path]
  }

  #ofUser(user: string, ...path: readonly string[]): readonly string[] {
    return this.#isOwn ? ['me', ...path] : this.#ofNetwork('users', user, ...path)
  }

  async #file(path: readonly string[], { as = 'csv', ...parameters }: Parameters): Promise<Answer<CsvFile>> {
    const answer = await this.#send('GET', path.with(-1, `${path.at(-1)}.${as}`), parameters)
    if ('failure' in answer) return answer
    const name = fileNameOf(answer.value.headers.get('content-disposition')) ?? 'activity.csv'
    return await received(async () => ({ name, content: await answer.value.blob() }))
  }

  async #json<T>(method: string, path: readonly string[], parameters: Parameters = {}, body?: unknown): Promise<Answer<T>> {
    const answer = await this.#send(method, path, parameters, body)
    if ('failure' in answer) return answer
    return await received(() => answer.value.json())
  }

  async #send(method: string, path: readonly string[], parameters: Parameters, body?: unknown): Promise<Answer<Response>> {
    // Browsers remove `..` from a path together with the segment before it: erasing the user `..` would erase the network.
    if (path.some((part) => part === '.' || part === '..' || !part.isWellFormed())) return { failure: 'refused' }
    const token = this.#token
    if (!headerText.test(token)) return { failure: this.#renewal.refused(token) }
    const url = `${this.#baseUrl}/v1/${path.map(encodeURIComponent).join('/')}`
    const ofNetwork = path[0] === 'me' && this.#network && { networkId: this.#network }
    const given = Object.entries({ ...ofNetwork, ...parameters }).flatMap(([name, value = []]) => [value].flat().map((each) => [name, each]))
    const query = new URLSearchParams(given).toString()
    const answer = await received(() =>
      fetch(`${url}${query === '' ? '' : `?${query}`}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
    if ('failure' in answer) return answer
    if (answer.value.status === 401) {
      // If a new token arrived during the call, repeat the call with it.
      return token === this.#token ? { failure: this.#renewal.refused(token) } : this.#send(method, path, parameters, body)
    }
    if (token === this.#token) this.#renewal.accepted()
    if (answer.value.ok) return answer
    const { viewerTimeZone, ...others } = parameters
    if (viewerTimeZone !== undefined && (await faultOf(answer.value)).startsWith('viewerTimeZone')) {
      this.#viewerTimeZone = undefined
      return this.#send(method, path, others, body)
    }
    return { failure: failureOf(answer.value.status) }
  }
}

const usersParametersOf = ({ search, order, everyone, dates }: UsersAsked): Parameters => ({
  search: search === '' ? undefined : search,
  everyone: everyone ? 'true' : undefined,
  ...order,
  ...dates,
})

const parametersOf = ({ reader, user, kind, dates }: LooksAsked): Parameters => ({
  ...dates,
  reader: reader === '' ? undefined : reader,
  userId: user === '' ? undefined : user,
  kind: kind === '' ? undefined : kind,
})

/** Receives over the network, which may fail at any moment. */
async function received<T>(receive: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await receive() }
  } catch {
    return { failure: 'unreachable' }
  }
}

/** The service's explanation of an invalid request. The parameter's name comes first. */
async function faultOf(response: Response): Promise<string> {
  const problem = await received<unknown>(() => response.json())
  const detail =
    'value' in problem && typeof problem.value === 'object' && problem.value !== null && 'detail' in problem.value && problem.value.detail
  return String(detail)
}

function failureOf(status: number): Failure {
  if (status === 403) return 'permission'
  if (status === 404) return 'missing'
  return status === 429 || status >= 500 ? 'unavailable' : 'refused'
}

/** The file name from the response's header (RFC 6266, in its extended form). */
function fileNameOf(disposition: string | null): string | undefined {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1]
  return encoded === undefined ? undefined : decodeURIComponent(encoded)
}
