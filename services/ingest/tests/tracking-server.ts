import { createHttpApp, createTokenVerifier, OperationRouter, signToken } from '@stitchlog/http-kit'
import { createLogger, createMetrics } from '@stitchlog/service-kit'
import type { Store, TrackingLedger } from '@stitchlog/store'
import { addIngestOperations } from '../add-ingest-operations.ts'
import { userLimitVariables } from '../user-limit-variables.ts'
import { UserLimits } from '../user-limits.ts'

const secret = 'a secret of the tests'

/** The calls of ingest on a ledger, without a stream; they are asked without a socket. */
export function trackingServer(store: Store, ledger: TrackingLedger) {
  const log = createLogger('ingest', 'silent')
  const metrics = createMetrics()
  const http = createHttpApp({ log, metrics, missing: () => undefined })
  const router = new OperationRouter(http, createTokenVerifier({ secret }), Date.now)
  addIngestOperations(router, {
    store,
    stream: { publish: async () => {} },
    userLimits: new UserLimits(userLimitVariables.parse({}), metrics),
    ledger,
    withoutLedger: 'refuse',
    deletions: { add: () => {} },
    now: () => ledger.now(),
    retentionDays: 400,
    goneAfterMs: 0,
    log,
    metrics,
  })
  router.refuseOtherMethods()
  return {
    metrics,
    async ask(method: 'GET' | 'PUT' | 'DELETE', networkId: string, path: string, payload?: object) {
      const grant = { subject: 'boss', networks: [networkId], scopes: ['activity:manage'], expiresInSeconds: 600 } as const
      const headers = { authorization: `Bearer ${await signToken(secret, grant, Date.now())}` }
      const url = `/v1/networks/${encodeURIComponent(networkId)}/${path}`
      return await http.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) })
    },
  }
}
