import { css, html, nothing, type PropertyValues } from 'lit'
import type { ActivityApi, Answer, Failure } from '../api/activity-api.ts'
import type { TrackingAnswer } from '../api/answers.ts'
import type { ConfirmDialog } from '../elements/confirm-dialog.ts'
import { failureNotice, loadingNote } from '../elements/notices.ts'
import { ViewElement } from '../elements/view-element.ts'
import { calendarDate, formatMoment, formatMomentDate } from '../format/date-time.ts'
import { Loading } from '../loading.ts'
import { shared, theme } from '../styles/shared.ts'
import { asksAnew, type View } from '../view.ts'
import type { Drafts } from './drafts.ts'
import { trackingHistory } from './tracking-history.ts'

const dayMs = 86_400_000

/** The tracking switch with its consequences in plain words, the timeouts, the retention and the history of changes. */
export class NetworkPreferences extends ViewElement {
  static override styles = [
    theme,
    shared,
    css`
      section {
        padding: calc(1.375 * var(--activity-unit)) calc(1.5 * var(--activity-unit));
      }
      section + section {
        border-top: 1px solid var(--line);
      }
      .switch-row {
        display: flex;
        align-items: flex-start;
        justify-content: space-between;
        gap: var(--activity-unit) calc(2 * var(--activity-unit));
      }
      .switch-row > div {
        flex: 1;
      }
      .state {
        margin-top: calc(0.75 * var(--activity-unit));
        font-weight: 550;
      }
      .switch {
        position: relative;
        flex: none;
        width: calc(3 * var(--activity-unit));
        height: calc(1.75 * var(--activity-unit));
        padding: 0;
        border: 1px solid var(--field-line);
        border-radius: var(--activity-unit);
        background: var(--raised);
        cursor: pointer;
        transition: background 0.15s;
      }
      .switch::after {
        content: '';
        position: absolute;
        inset-block-start: calc(0.1875 * var(--activity-unit));
        inset-inline-start: calc(0.1875 * var(--activity-unit));
        width: calc(1.25 * var(--activity-unit));
        height: calc(1.25 * var(--activity-unit));
        border-radius: 50%;
        background: var(--field-line);
        transition: inset-inline-start 0.15s;
      }
      .switch[aria-checked='true'] {
        border-color: var(--accent);
        background: var(--accent);
      }
      .switch[aria-checked='true']::after {
        inset-inline-start: calc(1.4375 * var(--activity-unit));
        background: var(--on-accent);
      }
      /* Forced colours replace backgrounds, which would leave an empty pill. */
      @media (forced-colors: active) {
        .switch {
          forced-color-adjust: none;
          border-color: ButtonText;
          background: ButtonFace;
        }
        .switch::after {
          background: ButtonText;
        }
        .switch[aria-checked='true'] {
          border-color: Highlight;
          background: Highlight;
        }
        .switch[aria-checked='true']::after {
          background: HighlightText;
        }
      }
      .switch:disabled {
        opacity: 0.6;
        cursor: default;
      }
      .note {
        margin-top: calc(0.5 * var(--activity-unit));
      }
      .consequences {
        display: grid;
        gap: calc(0.625 * var(--activity-unit));
        padding-inline-start: calc(1.125 * var(--activity-unit));
      }
      .history {
        padding: 0;
        margin-top: calc(0.75 * var(--activity-unit));
        list-style: none;
      }
      .history li {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 0 calc(1.5 * var(--activity-unit));
        padding: calc(0.5 * var(--activity-unit)) 0;
      }
      .history li + li {
        border-top: 1px solid var(--line);
      }
      .earlier {
        margin-top: calc(0.75 * var(--activity-unit));
      }
    `,
  ]

  static override properties = { view: { attribute: false }, drafts: { attribute: false } }

  declare view: View
  declare drafts: Drafts
  readonly #tracking = new Loading<TrackingAnswer>(this)
  #changing: Promise<Failure | undefined> = Promise.resolve(undefined)

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('view') || !asksAnew(changed.get('view'), this.view, this.#tracking)) return
    const { api } = this.view
    void this.#tracking.load(api, () => api.tracking())
  }

  readonly #switch = async (): Promise<Failure | undefined> => {
    const state = this.#tracking.value
    return state && this.#change((api) => api.switchTracking(!state.enabled, state.enabled ? undefined : state.inactivityTimeoutSeconds))
  }

  /** The answer has the new retention only. The history, which has the change, is read again; without it, it stays as it was. */
  readonly #keepFor = (days: number): Promise<Failure | undefined> =>
    this.#change(async (api) => {
      const answer = await api.keepFor(days)
      if ('failure' in answer) return answer
      const read = await api.tracking()
      const state = 'value' in read ? read.value : this.#tracking.value
      return state ? { value: { ...state, ...answer.value } } : read
    })

  /**
   * Makes a change, shows the state after it, and notifies the page. Each change is sent when the one before has been answered: sent at once, the service
   * may take them in another order than that in which they were made.
   */
  #change(ask: (api: ActivityApi) => Promise<Answer<TrackingAnswer>>): Promise<Failure | undefined> {
    this.#changing = this.#changing.then(async () => {
      const answer = await ask(this.view.api)
      if ('failure' in answer) return answer.failure
      await this.#tracking.load(this.view.api, async () => answer)
      const { enabled, since } = answer.value
      this.dispatchEvent(new CustomEvent('activity-tracking-changed', { detail: { enabled, since }, bubbles: true, composed: true }))
      return undefined
    })
    return this.#changing
  }

  /** Puts the page before what is shown in front of it. The rest stays as it was read, so that the history and the state agree. */
  async #earlier(): Promise<void> {
    const shown = this.#tracking.value
    if (shown === undefined || shown.nextCursor === null || this.#tracking.isLoading) return
    const { api } = this.view
    const { changes, nextCursor } = shown
    await this.#tracking.load(api, async () => {
      const answer = await api.tracking(nextCursor)
      if ('failure' in answer) return answer
      return { value: { ...shown, changes: [...answer.value.changes, ...changes], nextCursor: answer.value.nextCursor } }
    })
    await this.updateComplete
    // The button went with the last page.
    if (this.#tracking.value?.nextCursor === null) this.renderRoot.querySelector<HTMLElement>('#history')?.focus()
  }

  override render() {
    const state = this.#tracking.value
    return html`
      ${failureNotice(this.#tracking, this.view, () => this.renderRoot.querySelector<HTMLElement>('.switch')?.focus())}
      ${state === undefined ? loadingNote(this.#tracking, this.view) : this.#preferences(state)}
    `
  }

  #preferences(state: TrackingAnswer) {
    const { view } = this
    const { words } = view
    return html`
      <div part="card" class="card">
        <section aria-labelledby="tracking">${this.#switchRow(state)}</section>
        <section aria-labelledby="timeouts">
          <activity-timeouts-form
            .view=${view}
            .state=${state}
            .drafts=${this.drafts}
            .act=${(timeouts: TrackingAnswer['inactivityTimeoutSeconds']) => this.#change((api) => api.switchTracking(true, timeouts))}
          ></activity-timeouts-form>
        </section>
        <section>
          <activity-retention-form
            .view=${view}
            .days=${state.retentionDays}
            .drafts=${this.drafts}
            .act=${this.#keepFor}
          ></activity-retention-form>
        </section>
        <section>
          <h2 part="subheading" aria-level=${view.headingLevel + 1} id="history" tabindex="-1">${words.history}</h2>
          ${trackingHistory(state.changes, view)}
          ${state.nextCursor === null ? nothing : this.#earlierButton()}
        </section>
      </div>
      ${this.#question(state)}
    `
  }

  #earlierButton() {
    const { words } = this.view
    return html`
      <button type="button" part="button" class="button earlier" aria-disabled=${this.#tracking.isLoading} @click=${this.#earlier}>${words.historyEarlier}</button>
    `
  }

  #switchRow({ enabled, since }: TrackingAnswer) {
    const { words, locale, viewerTimeZone, mayManage, headingLevel } = this.view
    const moment = since === null ? '' : formatMoment(since, locale, viewerTimeZone)
    const sinceText = since === null ? words.trackingNeverOn : enabled ? words.trackingIsOn(moment) : words.trackingIsOff(moment)
    const isFirstDay = enabled && since !== null && calendarDate(new Date(since), viewerTimeZone) === calendarDate(new Date(), viewerTimeZone)
    return html`
      <div class="switch-row">
        <div>
          <h2 part="subheading" aria-level=${headingLevel + 1} id="tracking">${words.tracking}</h2>
          <p class="muted" id="about">${words.trackingAbout}</p>
        </div>
        <button
          type="button"
          part="switch"
          class="switch"
          role="switch"
          aria-checked=${enabled}
          aria-labelledby="tracking"
          aria-describedby="state"
          ?disabled=${!mayManage}
          @click=${() => this.#dialog?.ask()}
        ></button>
      </div>
      <p class="state" id="state" role="status">${sinceText}</p>
      ${isFirstDay ? html`<p class="note muted">${words.fromTomorrow}</p>` : nothing}
      ${mayManage ? nothing : html`<p class="note muted">${words.readOnly}</p>`}
    `
  }

  get #dialog(): ConfirmDialog | null {
    return this.renderRoot.querySelector('activity-confirm-dialog')
  }

  #question({ enabled, retentionDays }: TrackingAnswer) {
    const { words, locale, viewerTimeZone } = this.view
    const until = formatMomentDate(Date.now() + retentionDays * dayMs, locale, viewerTimeZone)
    const consequences = enabled ? words.switchOffConsequences(until) : words.switchOnConsequences(words.days(retentionDays))
    return html`
      <activity-confirm-dialog
        .view=${this.view}
        .heading=${enabled ? words.switchOffQuestion : words.switchOnQuestion}
        .confirmLabel=${enabled ? words.switchOff : words.switchOn}
        .act=${this.#switch}
      >
        <ul class="consequences">${consequences.map((consequence) => html`<li>${consequence}</li>`)}</ul>
      </activity-confirm-dialog>
    `
  }
}
