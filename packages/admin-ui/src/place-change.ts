import type { Dates } from './api/activity-api.ts'

/** What a reader changed of what is shown, within one page. */
export interface PlaceChange {
  /** Other dates; undefined: the usual ones. Left out: the same as before. */
  readonly dates?: Dates | undefined
  /** The days that are open. */
  readonly open: ReadonlySet<string>
}

/** Asks the view around an element to show something else, which then comes back as the element's properties. */
export function changePlace(element: HTMLElement, detail: PlaceChange): void {
  element.dispatchEvent(new CustomEvent<PlaceChange>('activity-place', { detail, bubbles: true, composed: true }))
}
