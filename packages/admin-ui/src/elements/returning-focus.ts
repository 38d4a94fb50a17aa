import { LitElement, noChange } from 'lit'
import { AsyncDirective } from 'lit/async-directive.js'
import { directive, type ElementPart } from 'lit/directive.js'

/**
 * Moves the focus when the element that has it is removed, whatever removed it. Without this, people who use a keyboard would have to begin again at
 * the top of the page.
 */
class ReturningFocus extends AsyncDirective {
  #part: ElementPart | undefined
  #returnFocus = (): void => {}

  override render(_returnFocus: () => void) {
    return noChange
  }

  override update(part: ElementPart, [returnFocus]: [() => void]) {
    this.#part = part
    this.#returnFocus = returnFocus
    return noChange
  }

  /** The element is still in the page now. */
  protected override disconnected(): void {
    const host = this.#part?.options?.host
    if (this.#part?.element.matches(':focus') && host instanceof LitElement) void this.#afterUpdate(host)
  }

  async #afterUpdate(host: LitElement): Promise<void> {
    await host.updateComplete
    if (host.isConnected && document.activeElement === document.body) this.#returnFocus()
  }
}

/** @param returnFocus is called after the update that removed the element, if the element had the focus and nothing else has it now */
export const returningFocus = directive(ReturningFocus)
