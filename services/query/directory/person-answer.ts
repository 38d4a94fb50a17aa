import type { DaysAnswer, PersonAnswer } from '@stitchlog/contracts'
import type { People } from './directory.ts'

/**
 * What an answer says about a user.
 *
 * @param isActive whether the answer has activity of them; who has none cannot have left
 */
export function personAnswer(people: People, id: string, isActive: boolean): PersonAnswer {
  const person = people.find([id]).get(id)
  if (person === undefined) return people.state === 'answered' ? { known: false, ...(isActive ? { left: true } : {}) } : {}
  const { id: _, hasLeft, ...shown } = person
  return { ...shown, known: true, ...(hasLeft ? { left: true } : {}) }
}

/** What an answer about one user says about who they are: nothing without a directory. */
export const userAnswerOf = (people: People | undefined, id: string, isActive: boolean): Pick<DaysAnswer, 'user' | 'directory'> =>
  people === undefined ? {} : { user: personAnswer(people, id, isActive), directory: people.state }
