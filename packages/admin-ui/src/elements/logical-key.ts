const mirrored: Readonly<Record<string, string>> = { ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' }

/** Whether texts run from right to left there, and time with them. */
export const isRightToLeft = (element: Element): boolean => element.matches(':dir(rtl)')

/** The key that was pressed, as if everything ran from left to right: arrows go where they point. */
export const logicalKey = ({ key }: KeyboardEvent, element: Element): string => (isRightToLeft(element) && mirrored[key]) || key
