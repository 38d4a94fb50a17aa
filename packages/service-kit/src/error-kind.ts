import { TimedOut } from './within-time.ts'

/**
 * What a log may contain of any error: its kind, such as `ClickHouseError ACCESS_DENIED 497`, `ECONNREFUSED` or `KafkaJSProtocolError
 * TOPIC_AUTHORIZATION_FAILED 29`. An error that says only its class is explained by its causes. Never its message, which may quote what people
 * sent.
 */
export function errorKind(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const isExplicit = symbolOf(error) !== undefined || codeOf(error) !== undefined
  return [...(isExplicit && !(error instanceof AggregateError) ? ownKinds(error) : allKinds(error))].join(' ') || 'Error'
}

/** The same without the causes of an error, except those that it bundles. */
export function errorKindByItself(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  return [...(error instanceof AggregateError ? allKinds(error) : ownKinds(error))].join(' ') || 'Error'
}

/** One word for an error, for the label of a metric: the first symbol of it and its causes, such as `ACCESS_DENIED` or `ECONNREFUSED`, or else its class. */
export function errorCode(error: unknown): string {
  const kinds = error instanceof Error ? [...allKinds(error)] : [typeof error]
  return kinds.find((kind) => /^[A-Z][A-Z0-9_]+$/.test(kind)) ?? kinds[0] ?? 'Error'
}

/**
 * The kinds of a permanent error and of its causes. An error is permanent if its name, symbol or code, or that of one of its causes, is in
 * `refusals`, or if it says that a certificate cannot be trusted.
 *
 * @param refusals such as `clickHouseRefusals` and `kafkaRefusals`, from the packages that talk to these servers
 * @returns undefined if the error may be transient
 */
export function refusalKind(error: unknown, refusals: ReadonlySet<string>): string | undefined {
  if (!(error instanceof Error)) return undefined
  const kinds = [...allKinds(error)]
  return kinds.some((kind) => refusals.has(kind) || certificateRefusals.has(kind)) ? kinds.join(' ') : undefined
}

/** Error codes of Node's TLS. */
const certificateRefusals: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/** A limit, because an error may be its own cause. */
const deepestCause = 8

function allKinds(error: Error, depth = 0): Set<string> {
  const bundled = 'errors' in error && Array.isArray(error.errors) ? error.errors : []
  const inner = depth === deepestCause ? [] : [...bundled, error.cause].filter((each): each is Error => each instanceof Error)
  return new Set([...ownKinds(error), ...inner.flatMap((each) => [...allKinds(each, depth + 1)])])
}

const ownKinds = (error: Error) => [nameOf(error), symbolOf(error), codeOf(error)].filter((part) => part !== undefined)

/** The name of the error, or else of its class: ClickHouse's client sets no name. Whoever noticed first that no answer came, it is said in one way. */
function nameOf(error: Error): string | undefined {
  if (error instanceof TimedOut) return undefined
  const own = error.name === 'Error' ? error.constructor.name : error.name
  return own === 'Error' ? undefined : own
}

/** The symbolic name that ClickHouse and Kafka give their errors. */
const symbolOf = (error: object) => ('type' in error && typeof error.type === 'string' && isWord(error.type) ? error.type : undefined)

/** Errors of libraries that have neither a name nor a code, by their whole message, and the errno that says the same. */
const nameless: ReadonlyMap<string, string> = new Map([['Broker not connected', 'ENOTCONN']])

/** An error number of ClickHouse or Kafka, or the name of a system error. */
function codeOf(error: Error): string | undefined {
  if (!('code' in error)) return nameless.get(error.message)
  const { code } = error
  return (typeof code === 'string' && isWord(code)) || (typeof code === 'number' && code > 0) ? String(code) : undefined
}

const isWord = (text: string) => /^\w{1,64}$/.test(text)

/** The stack of an error without its message. */
export const stackFrames = (error: unknown) =>
  error instanceof Error ? error.stack?.split('\n').filter((line) => line.startsWith('    at ')) : undefined
