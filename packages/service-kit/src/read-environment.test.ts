import { expect, test } from 'vitest'
import { z } from 'zod'
import { readEnvironment } from './read-environment.ts'

const variables = {
  address: z
    .object({ HOST: z.string('a host').default('localhost'), PORT: z.coerce.number('a port') })
    .transform(({ HOST, PORT }) => `${HOST}:${PORT}`),
  login: z.object({ USER: z.string('a name'), PASSWORD: z.string('a password') }).transform(({ USER }) => USER),
}

test('is what the groups of variables make, by the same names', () => {
  expect(readEnvironment(variables, { PORT: '80', USER: 'anna', PASSWORD: 'secret', OTHER: 'x' })).toEqual({ address: 'localhost:80', login: 'anna' })
})

test('takes an empty variable for one that was not set', () => {
  expect(readEnvironment({ address: variables.address }, { HOST: '', PORT: '80' })).toEqual({ address: 'localhost:80' })
})

test('names every variable that is missing or wrong, of whichever group, in the order of the groups', () => {
  expect(() => readEnvironment(variables, { PORT: 'eighty', PASSWORD: 'secret' })).toThrow(
    expect.objectContaining({ code: 'configuration', message: 'PORT: a port; USER: a name' }),
  )
})
