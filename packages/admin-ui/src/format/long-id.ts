/** So many letters are drawn smaller: an id is never cut, since two may begin alike. */
const longIdLength = 40

/** The class of an id by its length. */
export const classOfId = (id: string): 'long' | '' => (id.length > longIdLength ? 'long' : '')
