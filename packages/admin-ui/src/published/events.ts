/** Where somebody went within a view, to be put into an address for example. */
export interface ActivityPlace {
  readonly network: string
  /** Empty: no user's page. */
  readonly user: string
  readonly tab: 'preferences' | 'users' | 'looks' | 'days' | 'record'
  /** With one's own activity only. */
  readonly me?: true
  /** With `to`: dates that were chosen, as `YYYY-MM-DD`. */
  readonly from?: string
  readonly to?: string
  /** Dates of days that are open, with commas between them. */
  readonly open?: string
  /** If only days were opened or closed: no step that one goes back from. */
  readonly replaces?: true
}

/** What the elements tell the page around them, by the name of the event. All events bubble. */
export interface ActivityEvents {
  /** Someone went to another user, tab or range, or opened a day. */
  'activity-navigate': CustomEvent<ActivityPlace>
  /** The service no longer accepts the token; set a new one. */
  'activity-token-expired': CustomEvent<null>
  /** Tracking was switched, or its timeouts or retention changed. */
  'activity-tracking-changed': CustomEvent<{ readonly enabled: boolean; readonly since: string | null }>
  /** A user was erased. */
  'activity-erased': CustomEvent<{ readonly user: string }>
  /** Another language was chosen. */
  'activity-language': CustomEvent<{ readonly language: string }>
}
