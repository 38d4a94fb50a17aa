import type { ClickHouseServer } from './http-store.ts'

/**
 * Permanent errors of ClickHouse: somebody has to change a password, a grant, the database or the program.
 *
 * @see https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp
 */
export const clickHouseRefusals: ReadonlySet<string> = new Set([
  'ACCESS_DENIED',
  'ACCESS_ENTITY_NOT_FOUND',
  'AUTHENTICATION_FAILED',
  'CLUSTER_DOESNT_EXIST',
  'ILLEGAL_TYPE_OF_ARGUMENT',
  'IP_ADDRESS_NOT_ALLOWED',
  'NOT_FOUND_COLUMN_IN_BLOCK',
  'NO_SUCH_COLUMN_IN_TABLE',
  'READONLY',
  'REQUIRED_PASSWORD',
  'SYNTAX_ERROR',
  'THERE_IS_NO_COLUMN',
  'TYPE_MISMATCH',
  'UNKNOWN_DATABASE',
  'UNKNOWN_FUNCTION',
  'UNKNOWN_IDENTIFIER',
  'UNKNOWN_SETTING',
  'UNKNOWN_TABLE',
  'UNKNOWN_TYPE',
  'UNKNOWN_USER',
  'WRONG_PASSWORD',
])

/** What a start that tries to reach a server says of it, and by which errors it knows that trying again is no use. */
export const reachingClickHouse = ({ url }: Pick<ClickHouseServer, 'url'>) =>
  ({ code: 'store-unavailable', what: `ClickHouse at ${url}`, refusals: clickHouseRefusals }) as const
