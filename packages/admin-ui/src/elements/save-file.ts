import type { CsvFile } from '../api/activity-api.ts'

/** Passes a file to the browser as a download. A plain link could not send the token's header. */
export function saveFile({ name, content }: CsvFile): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
