import { type Device, devices, perDevice } from '@stitchlog/contracts/devices'
import { html, nothing, type PropertyValues } from 'lit'
import type { Failure } from '../api/activity-api.ts'
import type { TimeoutSeconds, TrackingAnswer } from '../api/answers.ts'
import { ViewElement } from '../elements/view-element.ts'
import { shared, theme } from '../styles/shared.ts'
import type { View } from '../view.ts'
import { formStyles } from './form-styles.ts'

const rangeMinutes = { least: 1, most: 240 }

/** The inactivity timeout of each device. */
export class TimeoutsForm extends ViewElement {
  static override styles = [theme, shared, formStyles]

  static override properties = {
    view: { attribute: false },
    state: { attribute: false },
    act: { attribute: false },
    minutes: { state: true },
    outcome: { state: true },
  }

  declare view: View
  declare state: TrackingAnswer
  declare act: (timeouts: TimeoutSeconds) => Promise<Failure | undefined>
  declare private minutes: Record<Device, string>
  declare private outcome: Failure | 'saved' | undefined

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('state')) return
    const seconds = this.state.inactivityTimeoutSeconds
    const before = changed.get('state')?.inactivityTimeoutSeconds
    // Typed values stay when another setting was changed.
    if (before !== undefined && devices.every((device) => before[device] === seconds[device])) return
    this.minutes = perDevice((device) => String(seconds[device] / 60))
  }

  get #isChanged(): boolean {
    return devices.some((device) => Number(this.minutes[device]) * 60 !== this.state.inactivityTimeoutSeconds[device])
  }

  #isValid(device: Device): boolean {
    const minutes = Number(this.minutes[device])
    return this.minutes[device] !== '' && minutes >= rangeMinutes.least && minutes <= rangeMinutes.most
  }

  async #save(event: Event): Promise<void> {
    event.preventDefault()
    if (!this.#isChanged || !devices.every((device) => this.#isValid(device))) return
    this.outcome = undefined
    this.outcome = (await this.act(perDevice((device) => Math.round(Number(this.minutes[device]) * 60)))) ?? 'saved'
  }

  #input(device: Device, event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return
    this.minutes = { ...this.minutes, [device]: event.target.value }
    this.outcome = undefined
  }

  override render() {
    const { words, mayManage } = this.view
    const isFixed = !mayManage || !this.state.enabled
    return html`
      <h2>${words.timeouts}</h2>
      <p class="muted">${words.timeoutsAbout}</p>
      <form novalidate @submit=${this.#save}>
        ${devices.map(
          (device) => html`
            <label>
              ${words.device[device]}
              <span class="with-unit">
                <input
                  class="field"
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
        ${isFixed ? nothing : html`<button type="submit" class="button" aria-disabled=${!this.#isChanged}>${words.save}</button>`}
        <p class="after small muted" id="after" role="status">${this.#after()}</p>
      </form>
    `
  }

  #after() {
    const { words } = this.view
    if (this.outcome === 'saved') return words.saved
    if (this.outcome !== undefined) return html`<span class="error">${words.failures[this.outcome]} ${words.failedToChange}</span>`
    if (!devices.every((device) => this.#isValid(device))) return html`<span class="error">${words.timeoutRange}</span>`
    if (!this.state.enabled) return words.timeoutsWhenOff
    return this.#isChanged ? words.timeoutsWhenOn : nothing
  }
}
