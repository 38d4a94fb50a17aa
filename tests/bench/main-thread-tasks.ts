import type { Page } from 'playwright-core'
import { z } from 'zod'

const eventSchema = z.looseObject({
  name: z.string(),
  ph: z.string(),
  pid: z.number(),
  tid: z.number(),
  tdur: z.number().default(0),
  args: z.looseObject({ name: z.string().optional() }).default({}),
})

/** Records what a page's main thread does. @returns a function that ends it, with the CPU time of each task in milliseconds: other processes do not count */
export async function recordTasks(page: Page): Promise<() => Promise<number[]>> {
  const session = await page.context().newCDPSession(page)
  const events: z.infer<typeof eventSchema>[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...z.array(eventSchema).parse(value)))
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['toplevel'] } })
  return async () => {
    const isComplete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
    await session.send('Tracing.end')
    await isComplete
    const threadOf = ({ pid, tid }: (typeof events)[number]) => `${pid} ${tid}`
    const mainThreads = new Set(events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(threadOf))
    const tasks = events.filter((event) => event.ph === 'X' && event.name.includes('RunTask') && mainThreads.has(threadOf(event)))
    return tasks.map(({ tdur }) => tdur / 1000)
  }
}
