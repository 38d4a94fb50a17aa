import { z } from 'zod'
import { identifierSchema } from '../identifier.ts'
import { accessLogAnswerSchema } from './access-log.ts'
import { precisionSchema } from './date-range.ts'
import { define } from './operation.ts'
import {
  csvDialectSchema,
  networkDaysAnswerSchema,
  networkRangeSchema,
  pageParametersSchema,
  usersAnswerSchema,
  usersCsvParametersSchema,
  usersParametersSchema,
} from './overview.ts'

/** What all of them have in common. */
const ofNetwork = {
  method: 'GET',
  scopes: ['activity:read'],
  pathParameters: z.object({ networkId: identifierSchema }),
  body: z.undefined(),
  problems: ['foreign-network', 'unavailable', 'access-log-unavailable'],
} as const

export const getNetworkUsers = define({
  ...ofNetwork,
  id: 'getNetworkUsers',
  path: '/v1/networks/{networkId}/users',
  summary: "A network's active users; the last 14 days without a range",
  queryParameters: usersParametersSchema,
  answer: { status: 200, description: 'A page of them', schema: usersAnswerSchema },
})

export const getNetworkUsersCsv = define({
  ...ofNetwork,
  id: 'getNetworkUsersCsv',
  path: '/v1/networks/{networkId}/users.csv',
  summary: "A network's active users as CSV; the last 14 days without a range",
  queryParameters: usersCsvParametersSchema.extend({ dialect: csvDialectSchema }),
  answer: { status: 200, description: 'Streamed', schema: 'text/csv' },
})

export const getNetworkDays = define({
  ...ofNetwork,
  id: 'getNetworkDays',
  path: '/v1/networks/{networkId}/days',
  summary: "A network's totals a day; the last 14 days without a range",
  queryParameters: networkRangeSchema.extend({ precision: precisionSchema }),
  answer: { status: 200, description: 'The days, newest first', schema: networkDaysAnswerSchema },
})

export const getNetworkDaysCsv = define({
  ...ofNetwork,
  id: 'getNetworkDaysCsv',
  path: '/v1/networks/{networkId}/days.csv',
  summary: "A network's totals a day as CSV; the last 14 days without a range",
  queryParameters: networkRangeSchema.extend({ dialect: csvDialectSchema }),
  answer: { status: 200, description: 'Newest first', schema: 'text/csv' },
})

export const getNetworkAccessLog = define({
  ...ofNetwork,
  id: 'getNetworkAccessLog',
  path: '/v1/networks/{networkId}/access-log',
  summary: 'Who looked at whose activity, and who erased what',
  scopes: ['activity:manage'],
  queryParameters: pageParametersSchema,
  answer: { status: 200, description: 'A page of it, newest first', schema: accessLogAnswerSchema },
  problems: ['foreign-network', 'unavailable'],
})
