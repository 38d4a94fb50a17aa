import { type Device, devices, perDevice } from '@stitchlog/contracts/devices'
import { html, nothing, type PropertyValues } from 'lit'
import type { Failure } from '../api/activity-api.ts'
import type { TimeoutSeconds, TrackingAnswer } from '../api/answers.ts'
import { ViewElement } from '../elements/view-element.ts'
import { shared, theme } from '../styles/shared.ts'
import type { View } from '../view.ts'
import type { Drafts } from './drafts.ts'
import { formNote, type Outcome } from './form-note.ts'
import { formStyles } from './form-styles.ts'

const rangeMinutes = { least: 1, most: 240 }

/** The inactivity timeout of each device. */
export class TimeoutsForm extends ViewElement {
  static override styles = [theme, shared, formStyles]

  static override properties = {
    view: { attribute: false },
    state: { attribute: false },
    drafts: { attribute: false },
    act: { attribute: false },
    minutes: { state: true },
    outcome: { state: true },
  }

  declare view: View
  declare state: TrackingAnswer
  declare drafts: Drafts
  declare act: (timeouts: TimeoutSeconds) => Promise<Failure | undefined>
  declare private minutes: Readonly<Record<Device, string>>
  declare private outcome: Outcome

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('state') && !changed.has('drafts')) return
    const saved = perDevice((device) => String(this.state.inactivityTimeoutSeconds[device] / 60))
    // Typed values stay when another setting was changed, until they can no longer be saved.
    this.minutes = this.#isFixed ? saved : (this.drafts.minutes ?? saved)
    if (!this.#isChanged) this.minutes = saved
    this.#keep()
  }

  /** Remembers what is typed, as long as it is not saved. */
  #keep(): void {
    this.drafts.minutes = this.#isChanged ? this.minutes : undefined
  }

  get #isFixed(): boolean {
    return !this.view.mayManage || !this.state.enabled
  }

  get #isChanged(): boolean {
    return devices.some((device) => this.minutes[device] === '' || this.#seconds(device) !== this.state.inactivityTimeoutSeconds[device])
  }

  #seconds(device: Device): number {
    return Math.round(Number(this.minutes[device]) * 60)
  }

  #isValid(device: Device): boolean {
    const minutes = Number(this.minutes[device])
    return this.minutes[device] !== '' && minutes >= rangeMinutes.least && minutes <= rangeMinutes.most
  }

  async #save(event: Event): Promise<void> {
    event.preventDefault()
    if (!this.#isChanged || !devices.every((device) => this.#isValid(device))) return
    this.outcome = undefined
    this.outcome = (await this.act(perDevice((device) => this.#seconds(device)))) ?? 'saved'
  }

  #input(device: Device, event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return
    this.minutes = { ...this.minutes, [device]: event.target.value }
    this.#keep()
    this.outcome = undefined
  }

  override render() {
    const { words, headingLevel } = this.view
    const isFixed = this.#isFixed
    return html`
      <h2 part="subheading" aria-level=${headingLevel + 1}>${words.timeouts}</h2>
      <p class="muted">${words.timeoutsAbout}</p>
      <form novalidate @submit=${this.#save}>
        ${devices.map(
          (device) => html`
            <label>
              ${words.device[device]}
              <span class="with-unit">
                <input
                  part="field" class="field"
                  type="number"
                  inputmode="decimal"
                  min=${rangeMinutes.least}
                  max=${rangeMinutes.most}
                  step="any"
                  aria-describedby="after"
                  aria-invalid=${!this.#isValid(device)}
                  .value=${this.minutes[device]}
                  ?disabled=${isFixed}
                  @input=${(event: Event) => this.#input(device, event)}
                />
                ${words.minutes}
              </span>
            </label>
          `,
        )}
        ${isFixed ? nothing : html`<button type="submit" part="button" class="button" aria-disabled=${!this.#isChanged}>${words.save}</button>`}
        <p class="after small muted" id="after" role="status">${this.#after()}</p>
      </form>
    `
  }

  #after() {
    const { words } = this.view
    const fault = devices.every((device) => this.#isValid(device)) ? undefined : words.timeoutRange
    const note = this.#isChanged ? `${words.notSaved} ${words.timeoutsWhenOn}` : nothing
    return formNote(this.outcome, fault, this.state.enabled ? note : words.timeoutsWhenOff, words)
  }
}
