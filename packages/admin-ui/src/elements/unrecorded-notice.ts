import { html, nothing, type TemplateResult } from 'lit'
import type { DaysAnswer } from '../api/answers.ts'
import { formatMoment } from '../format/date-time.ts'
import { formatUnrecorded, type Unrecorded } from '../format/unrecorded.ts'
import type { View } from '../view.ts'

/** More than a few breaks would fill the page; the days show each. */
const mostNamed = 3

/** Says which times of what is shown are not on record, if any. */
export function unrecordedNotice(
  unrecorded: readonly Unrecorded[],
  { recordedSince }: Pick<DaysAnswer, 'recordedSince'>,
  { words, locale }: View,
  timeZone: string,
): TemplateResult | typeof nothing {
  const [first] = unrecorded
  if (first === undefined) return nothing
  // Before the record began there is no need to say from when on.
  const isBeforeAll = recordedSince !== null && first.endsAt <= Date.parse(recordedSince)
  const others = isBeforeAll ? unrecorded.slice(1) : unrecorded
  const named = others.slice(0, mostNamed).map((each) => formatUnrecorded(each, locale, timeZone))
  const more = others.length > mostNamed ? [words.andMore(others.length - mostNamed)] : []
  return html`
    <p class="small muted missing-notice">
      <span class="hatched" aria-hidden="true"></span>
      ${isBeforeAll ? words.nothingBefore(formatMoment(recordedSince, locale, timeZone)) : nothing}
      ${named.length > 0 ? words.notRecordedThen([...named, ...more].join('; ')) : nothing}
    </p>
  `
}
