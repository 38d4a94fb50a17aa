import { httpUrl } from '@stitchlog/contracts'
import { z } from 'zod'
import { readVersion } from './version.ts'

/** Where traces go. */
export const tracingVariable = z
  .object({
    OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional().meta({
      description:
        'Address of an OpenTelemetry collector (OTLP over HTTP), such as `http://collector:4318`, for a span of each request; none without it.',
    }),
  })
  .transform(({ OTEL_EXPORTER_OTLP_ENDPOINT }) => OTEL_EXPORTER_OTLP_ENDPOINT)

/** A request that was answered. Nothing in it may name a person: neither paths nor ids that people chose. */
interface AnsweredRequest {
  /** Of a closed list. */
  readonly method: string
  /** The template of its path; absent where no route was found. */
  readonly route: string | undefined
  readonly status: number
  readonly requestId: string
  /** The `traceparent` header, if there is one. */
  readonly traceParent: string | undefined
  /** Epoch milliseconds. */
  readonly startedAt: number
  readonly endedAt: number
}

export interface Tracing {
  /** Keeps a span to be sent. Never waits, never throws; drops spans if they cannot be sent. */
  record(request: AnsweredRequest): void
  /** Sends what is left, within seconds. */
  stop(): Promise<void>
}

/** A collector that does not answer must not hold up the end of a process. */
const stopTimeoutMs = 2000

/**
 * Begins to send spans to a collector. OpenTelemetry is loaded only then. Further variables of its exporter hold too, such as
 * `OTEL_EXPORTER_OTLP_HEADERS`.
 *
 * @param endpoint its base address; undefined for no traces
 */
export async function startTracing(endpoint: string | undefined, service: string): Promise<Tracing | undefined> {
  if (endpoint === undefined) return undefined
  const [{ ROOT_CONTEXT, SpanKind, trace }, { BatchSpanProcessor, TracerProvider }, { resourceFromAttributes }, { OTLPTraceExporter }] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/exporter-trace-otlp-http'),
    ])
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: 5000 })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': `stitchlog-${service}`, 'service.version': readVersion() }),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: 1000 })],
  })
  const tracer = provider.getTracer('stitchlog')
  return {
    record({ method, route = 'none', status, requestId, traceParent, startedAt, endedAt }) {
      const remote = parseTraceParent(traceParent)
      const parent = remote === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true })
      const attributes = {
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': status,
        'stitchlog.request_id': requestId,
      }
      const span = tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, startTime: startedAt, attributes }, parent)
      if (status >= 500) span.setStatus({ code: 2 })
      span.end(endedAt)
    },
    async stop() {
      await Promise.race([provider.shutdown().catch(() => {}), new Promise((resolve) => setTimeout(resolve, stopTimeoutMs).unref())])
    },
  }
}

/**
 * Reads the header of W3C Trace Context.
 *
 * @returns undefined where it is none
 */
export function parseTraceParent(
  header: string | undefined,
): { readonly traceId: string; readonly spanId: string; readonly traceFlags: number } | undefined {
  const [, version, traceId, spanId, flags] = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/.exec(header ?? '') ?? []
  if (version === undefined || traceId === undefined || spanId === undefined || flags === undefined) return undefined
  if (version === 'ff' || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) }
}
