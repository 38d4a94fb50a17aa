import { css } from 'lit'

/** The property that has the unit of all lengths. It is registered to be a length, so that within small text it is not a smaller one. */
export const unit = { name: '--activity-unit', syntax: '<length>', inherits: true, initialValue: '16px' }

/**
 * For elements that stand in a page. All lengths are of the unit, which hangs on the font size of the element; the root's may be anything. Looks go by
 * the room that the element has, not by the window. The page's font is theirs too; how it aligns and writes its own texts is not.
 */
export const root = css`
  :host {
    container-type: inline-size;
    /* As a container it has no width of its own, so it takes what there is, whatever lays it out. */
    flex-grow: 1;
    align-self: stretch;
    justify-self: stretch;
    /* Pages that make 62.5 % of the root's size often leave it so where they have no text of their own. */
    font-size: max(var(--activity-font-size, 1em), 13px);
    line-height: 1.5;
    --start: start;
    --end: end;
    text-align: var(--start);
    text-indent: 0;
    text-transform: none;
    white-space: normal;
    --activity-unit: calc(16em / 15);
  }
  :host(:dir(rtl)) {
    --start: right;
    --end: left;
  }
`
