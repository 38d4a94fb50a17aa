import { html, type TemplateResult } from 'lit'
import type { Spoken } from '../view.ts'

/** Whether people who were not active are listed too. */
export function everyoneBox(isChecked: boolean, { words }: Spoken, choose: (everyone: boolean) => void): TemplateResult {
  const onChange = ({ target }: Event) => {
    if (target instanceof HTMLInputElement) choose(target.checked)
  }
  return html`<label class="everyone"><input type="checkbox" .checked=${isChecked} @change=${onChange} />${words.everyone}</label>`
}
