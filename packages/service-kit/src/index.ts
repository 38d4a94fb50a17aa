export { createLogger, type Logger } from './logger.ts'
export { createMetrics } from './metrics.ts'
export { readEnvironment } from './read-environment.ts'
export { type RunningService, runService } from './run-service.ts'
