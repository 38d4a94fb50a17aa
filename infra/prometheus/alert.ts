/** Samples for promtool: a series, and its values, such as `0+60x20`. */
type Series = Readonly<Record<string, string>>

/** What an alert says while something happens. */
interface Course {
  readonly series: Series
  /** When it fires, such as `3m15s`. */
  readonly firing: readonly string[]
  /** When it does not fire, not yet or no more. */
  readonly quiet: readonly string[]
}

/** An alert with its runbook and its test: none of them can be left out. */
export interface Alert {
  readonly name: string
  /** PromQL */
  readonly expr: string
  /** How long it has to hold. */
  readonly for: string
  /** page: somebody gets up. ticket: somebody looks at it the next working day. */
  readonly severity: 'page' | 'ticket'
  /** The symptom, as whoever is on call reads it first. */
  readonly summary: string
  readonly runbook: {
    readonly meaning: string
    readonly impact: string
    /** Why it holds and looks back for as long as it does, where that was weighed. */
    readonly timing?: string
    /** Steps, in order; commands in backticks. */
    readonly diagnosis: readonly string[]
    readonly mitigation: readonly string[]
  }
  readonly test: {
    /** How far apart the values are: a minute, unless something else is said. */
    readonly interval?: '15s'
    /** When it is looked, after the series begin: 30 minutes, unless something else is said. */
    readonly at?: '40m' | '2h'
    /** It fires then. */
    readonly fires: Series
    /** The labels that it has then, but for its severity. */
    readonly labels?: Readonly<Record<string, string>>
    /** It does not fire then. */
    readonly quiet: Series
    /** Outages as they pass, with a value every 15 seconds. */
    readonly courses?: readonly Course[]
  }
}
