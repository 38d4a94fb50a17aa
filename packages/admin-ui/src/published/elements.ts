import type { TextChanges } from '../i18n/text-changes.ts'
import type { ActivityDirectory } from '../names/directory.ts'
import type { ActivityEvents } from './events.ts'

/** What a page sets on both elements. */
interface CommonProperties {
  /** Id of the network. Required, except for one's own activity if the token has only one. */
  network: string
  /** Bearer token. Undefined: it is on its way. Null or empty: nobody is signed in. Prefer the property to the attribute. */
  token: string | null | undefined
  /** Language tag, such as `nl` or `de-AT`. Empty: the browser's. */
  lang: string
  /** Base URL of the API, such as `/stitchlog` or `https://stitchlog.example.com`. Empty: the page's own host. @attribute base-url */
  baseUrl: string
  /** With `to`: the first of the dates that are shown, as `YYYY-MM-DD`. Empty: the last two weeks. */
  from: string
  /** The last of these dates. */
  to: string
  /** Instead of `from` and `to`: `this-week`, `last-week`, `this-month`, `last-month`, `last-two-weeks` or `last-quarter`. */
  range: string
  /** Dates of the days that are open, with commas between them. */
  open: string
  /** `preferences`, `users` or `looks`; of one's own activity `days`, `looks` or `record`. */
  tab: string
  /** Level of the first heading; those below it follow. @attribute heading-level */
  headingLevel: number
  /** Leaves out the title; screen readers still find it. @attribute hide-title */
  hideTitle: boolean
  /** Leaves out the choice of a language. @attribute hide-language */
  hideLanguage: boolean
  /** Texts that are shown instead of the view's own. With `lang` of a language that the view does not speak, they should be all of them. */
  texts: TextChanges | undefined
  /** What the page knows about people; it goes before what the API says. */
  directory: ActivityDirectory | undefined
  /** Shows pictures of people, where the directory has them. */
  pictures: boolean
}

/** What a page sets on `<activity-overview>`. */
export interface ActivityOverviewProperties extends CommonProperties {
  /** Id of a user: shows this user instead of the network's settings. */
  user: string
  /** The reader's own activity instead of the settings. */
  me: boolean
}

/** What a page sets on `<my-activity>`. */
export interface MyActivityProperties extends CommonProperties {}

/** What a page reads from both elements. */
export interface ActivityState {
  /** Whether something was typed into Preferences that would be lost with the element. */
  readonly hasUnsavedChanges: boolean
}

/** The administrator's view: a network's settings, one user's activity, or the reader's own. */
export interface ActivityOverviewElement extends HTMLElement, ActivityOverviewProperties, ActivityState {
  lang: string
}

/** The reader's own activity alone, for pages that everybody has. */
export interface MyActivityElement extends HTMLElement, MyActivityProperties, ActivityState {
  lang: string
}

/** The elements by their names. */
export interface ActivityElements {
  'activity-overview': ActivityOverviewElement
  'my-activity': MyActivityElement
}

/** What a page sets, by the names of the elements. */
export interface ActivityProperties {
  'activity-overview': ActivityOverviewProperties
  'my-activity': MyActivityProperties
}

declare global {
  interface HTMLElementTagNameMap extends ActivityElements {}
  interface HTMLElementEventMap extends ActivityEvents {}
}
