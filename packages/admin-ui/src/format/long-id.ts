/** Longer ids are drawn smaller. An id is never truncated, because two ids may begin alike. */
const longIdLength = 40

/** The CSS class of an id, by its length. */
export const classOfId = (id: string): 'long' | '' => (id.length > longIdLength ? 'long' : '')
