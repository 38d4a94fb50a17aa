import { type Logger as PinoLogger, pino } from 'pino'

/** A log line is fields and the name of an event, without personal data: `log.info({ spans: 12 }, 'flushed')`. */
export type Logger = PinoLogger

export function createLogger(service: string, level: string): Logger {
  return pino({ level, base: { service }, messageKey: 'event', timestamp: pino.stdTimeFunctions.isoTime })
}
