export type ServerSignal = 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'

/** A broker or a ClickHouse that can be ended, frozen, and started again with the same data, wherever it runs. */
export interface Server {
  readonly name: string
  /** Resolves when it takes connections. */
  start(): Promise<void>
  /** Where the signal ends it, resolves when it is gone. */
  signal(signal: ServerSignal): Promise<void>
  /** Ends it for good, frozen or not. */
  stop(): Promise<void>
}
