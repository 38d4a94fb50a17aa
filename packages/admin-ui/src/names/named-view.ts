import type { PropertyDeclarations, PropertyValues } from 'lit'
import { ViewElement } from '../elements/view-element.ts'
import type { View } from '../view.ts'
import type { ActivityDirectory } from './directory.ts'
import { Names } from './names.ts'

/** A view whose page may say who people are. */
export class NamedView extends ViewElement {
  static override properties: PropertyDeclarations = { directory: { attribute: false }, pictures: { type: Boolean } }

  declare view: View | undefined
  /** What the embedding page knows about people; it goes before what the API says. */
  declare directory: ActivityDirectory | undefined
  /** Whether pictures of people are shown, which come from other hosts. */
  declare pictures: boolean
  /** Who people are, as far as it is known by now. */
  readonly names: Names = new Names(() => this.#redraw())

  constructor() {
    super()
    this.pictures = false
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('directory')) return
    this.names.ask(this.directory)
    this.#redraw()
  }

  /** All parts of it draw the names that there are now. The event has none of them. */
  #redraw(): void {
    if (this.view === undefined) return
    this.view = { ...this.view }
    this.dispatchEvent(new CustomEvent('activity-names', { bubbles: true, composed: true }))
  }
}
