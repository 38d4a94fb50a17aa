import { noChange } from 'lit'
import { Directive, directive, type ElementPart } from 'lit/directive.js'

const returns = new WeakMap<Element, () => void>()

class ReturningFocus extends Directive {
  override render(_returnFocus: () => void) {
    return noChange
  }

  override update({ element }: ElementPart, [returnFocus]: [() => void]) {
    returns.set(element, returnFocus)
    return noChange
  }
}

/**
 * Moves the focus when the element that has it is removed, whatever removed it. Without this, people who use a keyboard would have to begin again at
 * the top of the page.
 *
 * @param returnFocus is called after the update that removed the element, if the element had the focus and nothing else has it now
 */
export const returningFocus = directive(ReturningFocus)

/** What moves the focus on from an element that an update may have removed; undefined if it was not removed, or is not to return the focus. */
export const focusReturnOf = (focused: Element | null | undefined): (() => void) | undefined =>
  focused?.isConnected === false ? returns.get(focused) : undefined
