import { type Logger as PinoLogger, pino } from 'pino'
import { currentRequest } from './current-request.ts'

/** A log line is fields and the name of an event, without personal data: `log.info({ spans: 12 }, 'flushed')`. */
export type Logger = PinoLogger

/** Lines have their level by name, and `requestId` if they are written for a request. */
export function createLogger(service: string, level: string): Logger {
  const mixin = () => ({ ...currentRequest.getStore() })
  const formatters = { level: (name: string) => ({ level: name }) }
  return pino({ level, formatters, mixin, base: { service }, messageKey: 'event', timestamp: pino.stdTimeFunctions.isoTime })
}
