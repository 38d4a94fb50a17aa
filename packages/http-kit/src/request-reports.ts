import type { Tracing } from '@stitchlog/service-kit'
import { Histogram, type Registry } from 'prom-client'

/** A request whose answer has ended. By the template of its route alone: paths have ids of people. */
interface AnsweredRequest {
  readonly method: string
  readonly route: string | undefined
  readonly status: number
  readonly requestId: string
  /** The header. */
  readonly traceParent: unknown
  /** From the arrival of the request's headers. */
  readonly elapsedMs: number
}

export type ReportRequest = (request: AnsweredRequest) => void

/** How answered requests get into metrics and, if there is one, a trace. */
export function requestReports(metrics: Registry, tracing: Tracing | undefined): ReportRequest {
  const seconds = new Histogram({
    name: 'stitchlog_http_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [metrics],
  })
  /** Found again faster than by their labels. */
  const bySeries = new Map<string, ReturnType<typeof seconds.labels>>()
  return ({ method, route, status, requestId, traceParent, elapsedMs }) => {
    const key = `${method} ${status} ${route}`
    let series = bySeries.get(key)
    if (series === undefined) {
      series = seconds.labels({ method, route: route ?? 'none', status })
      bySeries.set(key, series)
    }
    series.observe(elapsedMs / 1000)
    if (tracing === undefined) return
    const endedAt = Date.now()
    tracing.record({
      method,
      route,
      status,
      requestId,
      traceParent: typeof traceParent === 'string' ? traceParent : undefined,
      startedAt: endedAt - elapsedMs,
      endedAt,
    })
  }
}
