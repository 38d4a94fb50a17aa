import { expect, test } from 'vitest'
import { parseTraceParent, startTracing } from './tracing.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanId = 'b7ad6b7169203331'

test.each([
  [`00-${traceId}-${spanId}-01`, { traceId, spanId, traceFlags: 1 }],
  [`01-${traceId}-${spanId}-00-later`, { traceId, spanId, traceFlags: 0 }],
  [`ff-${traceId}-${spanId}-01`, undefined],
  [`00-${'0'.repeat(32)}-${spanId}-01`, undefined],
  [`00-${traceId}-${'0'.repeat(16)}-01`, undefined],
  [`00-${traceId.toUpperCase()}-${spanId}-01`, undefined],
  ['anna', undefined],
  [undefined, undefined],
])('the header %s is %j', (header, context) => {
  expect(parseTraceParent(header)).toEqual(context)
})

test('there are no traces without an address', async () => {
  expect(await startTracing(undefined, 'query')).toBeUndefined()
})
