/** What every process of the distributed system is told. */
export interface ProcessConfig {
  readonly host: string
  readonly port: number
  readonly logLevel: string
  readonly startTimeoutSeconds: number
}

interface ProcessVariables {
  readonly HOST: string
  readonly PORT: number
  readonly STITCHLOG_LOG_LEVEL: string
  readonly STITCHLOG_START_TIMEOUT_SECONDS: number
}

export function processConfigOf(variables: ProcessVariables): ProcessConfig {
  return {
    host: variables.HOST,
    port: variables.PORT,
    logLevel: variables.STITCHLOG_LOG_LEVEL,
    startTimeoutSeconds: variables.STITCHLOG_START_TIMEOUT_SECONDS,
  }
}
