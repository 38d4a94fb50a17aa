import type { LitElement, ReactiveController } from 'lit'

/**
 * Makes a table of the rows of its host when they are copied, for spreadsheets and letters (HTML) and for texts (with tabs between the cells). A row is
 * a `tr`, or has cells with `data-cell`. What was selected within one cell is copied as the browser does it.
 */
export class CopiedRows implements ReactiveController {
  readonly #host: LitElement

  constructor(host: LitElement) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    this.#host.addEventListener('copy', this.#onCopy)
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('copy', this.#onCopy)
  }

  /** Copies all rows, also where nothing can be selected. @returns whether the browser allowed it */
  all(): boolean {
    const copy = (event: ClipboardEvent) => put(event, this.#rows)
    document.addEventListener('copy', copy, { capture: true })
    // Unlike `navigator.clipboard`, this needs no encrypted connection.
    const isCopied = document.execCommand('copy')
    document.removeEventListener('copy', copy, { capture: true })
    return isCopied
  }

  get #rows(): Element[] {
    return [...this.#host.renderRoot.querySelectorAll('tr, li:has([data-cell])')].filter((row) => row.checkVisibility())
  }

  readonly #onCopy = (event: ClipboardEvent): void => {
    const selected = event.defaultPrevented ? undefined : selectionIn(this.#host.renderRoot)
    if (selected === undefined) return
    const rows = this.#rows.filter((row) => isTouched(row, selected))
    const cells = rows.flatMap(cellsOf).filter((cell) => isTouched(cell, selected))
    if (cells.length > 1) put(event, rows)
  }
}

function put(event: ClipboardEvent, rows: readonly Element[]): void {
  const texts = rows.map((row) => cellsOf(row).map(textOf))
  const html = texts.map((cells) => `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`)
  event.clipboardData?.setData('text/plain', texts.map((cells) => cells.join('\t')).join('\n'))
  event.clipboardData?.setData('text/html', `<table>${html.join('')}</table>`)
  event.preventDefault()
}

const cellsOf = (row: Element): Element[] => [...row.querySelectorAll('th, td, [data-cell]')].filter((cell) => cell.checkVisibility())

/** What is seen of a cell, without what is in a cell of its own. */
function textOf(cell: Element): string {
  const pieces: string[] = []
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT)
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    const around = text.parentElement
    if (around?.checkVisibility() && around.closest('.unseen, th, td, [data-cell]') === cell) pieces.push(text.textContent ?? '')
  }
  return pieces.join(' ').replaceAll(/\s+/g, ' ').trim()
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** What is selected within an element; undefined if the browser does not tell it, or nothing is. */
function selectionIn(root: DocumentFragment | HTMLElement): Range | undefined {
  const [found] = root instanceof ShadowRoot ? (getSelection()?.getComposedRanges?.({ shadowRoots: [root] }) ?? []) : []
  if (found === undefined || !root.contains(found.startContainer) || !root.contains(found.endContainer)) return undefined
  const range = document.createRange()
  range.setStart(found.startContainer, found.startOffset)
  range.setEnd(found.endContainer, found.endOffset)
  return range
}

/** Whether any text of an element is selected. */
function isTouched(element: Element, selected: Range): boolean {
  const common = document.createRange()
  common.selectNodeContents(element)
  if (!selected.intersectsNode(element)) return false
  if (common.compareBoundaryPoints(Range.START_TO_START, selected) < 0) common.setStart(selected.startContainer, selected.startOffset)
  if (common.compareBoundaryPoints(Range.END_TO_END, selected) > 0) common.setEnd(selected.endContainer, selected.endOffset)
  return common.toString().trim() !== ''
}
