/**
 * For a page: notes in `did` when the person did what counts, in epoch milliseconds of the page, however late it hears of it; and in `place` where the
 * pointer is. The first move of a page leads nowhere, and neither what scripts do nor a key that is held counts.
 */
export const noteSigns = `(() => {
  window.did = []
  const note = (event) => {
    const before = window.place
    const isMove = event.type === 'pointermove'
    if (isMove) window.place = event.screenX + event.screenY / 1e4
    // The browser may begin with a move at the corner.
    if (isMove ? !before || before === place : event.repeat) return
    did.push(Date.now() - (performance.now() - event.timeStamp))
  }
  for (const type of ['pointermove', 'keydown']) addEventListener(type, (event) => event.isTrusted && note(event), { capture: true })
})()`
