import { type Logger as PinoLogger, pino } from 'pino'

/** Logs are an event name and fields, without personal data: `log.info({ event: 'flushed', spans: 12 })`. */
export type Logger = PinoLogger

export function createLogger(service: string, level: string): Logger {
  return pino({ level, base: { service }, messageKey: 'event', timestamp: pino.stdTimeFunctions.isoTime })
}
