import { css, html, type TemplateResult } from 'lit'
import { type Language, languageNames, languages } from '../i18n/language.ts'
import type { Speech } from '../i18n/speech.ts'

/** The languages that the reader can choose from, below the view. */
export function languageChoice({ words, tag }: Speech, choose: (language: Language) => void): TemplateResult {
  return html`
    <footer part="footer" role="group" aria-label=${words.language}>
      ${languages.map(
        (language) => html`
          <button part="language ${language === tag ? 'chosen' : ''}" type="button" lang=${language} aria-pressed=${language === tag} @click=${() => choose(language)}>
            ${languageNames[language]}
          </button>
        `,
      )}
    </footer>
  `
}

export const languageChoiceStyles = css`
  footer {
    display: flex;
    flex-wrap: wrap;
    gap: var(--activity-unit);
    margin-top: calc(3 * var(--activity-unit));
  }
  footer button {
    padding: calc(0.25 * var(--activity-unit)) 0;
    border: 0;
    background: none;
    color: var(--muted);
    font-size: calc(0.8125 * var(--activity-unit));
    cursor: pointer;
  }
  footer button[aria-pressed='true'] {
    color: var(--text);
    font-weight: 600;
  }
  footer button:hover {
    text-decoration: underline;
  }
`
