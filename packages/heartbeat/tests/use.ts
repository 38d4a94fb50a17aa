import type { FakeMachine } from './fake-machine.ts'

/** The first request has no points: its answer tells whether the clock is right. */
export const forTheTime = 1

/** The person does something every five seconds. */
export async function use(machine: FakeMachine, ms: number, [tab] = machine.tabs): Promise<void> {
  for (const until = machine.time + ms; machine.time < until; ) {
    tab?.listener.sign()
    await machine.pass(5000)
  }
}
