import { expect, test } from 'vitest'
import { away, hide, lead, leading, nextState, show, stop, stopped, waiting } from './tab-state.ts'

test('a tab leads only with the lock, and only while somebody looks', () => {
  const states = [away, waiting, leading, stopped] as const
  const into = (target: number) =>
    states.flatMap((state) =>
      ([show, hide, lead, stop] as const).flatMap((event) => (nextState[state][event] === target && state !== target ? [[state, event]] : [])),
    )
  expect(into(leading)).toEqual([[waiting, lead]])
  expect(into(waiting)).toEqual([[away, show]])
  expect(states.map((state) => nextState[state][hide])).toEqual([away, away, away, stopped])
  expect(states.map((state) => nextState[state][stop])).toEqual([stopped, stopped, stopped, stopped])
  expect(Object.values(nextState[stopped])).toEqual([stopped, stopped, stopped, stopped])
})
