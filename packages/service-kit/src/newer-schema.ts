import type { Logger } from './logger.ts'

/**
 * Tells in the log that a later version has changed the database.
 *
 * @param migrations the names of those that this version does not know
 * @returns notices for the readiness check
 */
export function noticesOfNewerSchema(migrations: readonly string[], log: Logger): readonly string[] {
  if (migrations.length === 0) return []
  log.warn({ migrations }, 'schema-newer')
  return [`a later version has changed the database (${migrations.join(', ')})`]
}
