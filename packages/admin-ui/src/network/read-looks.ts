import type { Loading } from '../loading.ts'
import type { View } from '../view.ts'

/** Reads the part of the script that shows who looked, once: few readers go there. */
export function readLooks(loading: Loading<true>, { api }: View): void {
  if (loading.value !== undefined || loading.isLoading || loading.failure !== undefined) return
  void loading.load(api, async () => {
    try {
      await import('./looks.ts')
      return { value: true }
    } catch {
      return { failure: 'unreachable' }
    }
  })
}
