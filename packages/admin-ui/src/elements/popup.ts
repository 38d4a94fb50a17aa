import type { ReactiveController, ReactiveControllerHost } from 'lit'

/**
 * A popup that opens above the page from a button of its host. It closes on a press elsewhere, when the focus moves elsewhere, and on Escape,
 * which returns the focus to the button.
 */
export class Popup implements ReactiveController {
  isOpen = false
  readonly #host: ReactiveControllerHost & HTMLElement
  readonly #button: () => HTMLElement | null

  constructor(host: ReactiveControllerHost & HTMLElement, button: () => HTMLElement | null) {
    this.#host = host
    this.#button = button
    host.addController(this)
  }

  hostDisconnected(): void {
    this.close()
  }

  open(): void {
    if (this.isOpen) return
    this.isOpen = true
    document.addEventListener('pointerdown', this.#onPress)
    this.#host.addEventListener('focusout', this.#onFocusOut)
    this.#host.addEventListener('keydown', this.#onKey)
    this.#host.requestUpdate()
  }

  close(): void {
    if (!this.isOpen) return
    this.isOpen = false
    document.removeEventListener('pointerdown', this.#onPress)
    this.#host.removeEventListener('focusout', this.#onFocusOut)
    this.#host.removeEventListener('keydown', this.#onKey)
    this.#host.requestUpdate()
  }

  /** To be called when something was chosen, or the choice was cancelled. */
  closeAndReturn(): void {
    this.close()
    this.#button()?.focus()
  }

  readonly #onPress = (event: Event): void => {
    if (!event.composedPath().includes(this.#host)) this.close()
  }

  /** A focus that goes nowhere does not close the popup: that happens when another window gets the focus. */
  readonly #onFocusOut = ({ relatedTarget }: FocusEvent): void => {
    if (relatedTarget !== null) this.close()
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    this.closeAndReturn()
  }
}
