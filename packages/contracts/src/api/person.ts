import { z } from 'zod'

/**
 * Whether the directory of a network could say who people are. `loading`: it is being read for the first time since the start, so asking again in some
 * seconds gives names. `incomplete`: it has more people than are kept, so who has no name may have one.
 */
const directoryStates = ['answered', 'incomplete', 'loading', 'unavailable'] as const

export type DirectoryState = (typeof directoryStates)[number]

/** Of answers that name people. */
export const directorySchema = {
  directory: z.enum(directoryStates).optional().meta({
    description:
      'Whether the directory could say who people are; absent if the network has none. answered: who is in it has a name here. incomplete: it has more people than are kept, so who has no name may have one. loading: it is being read for the first time, so ask again in some seconds. unavailable: it could not be read. No answer waits for it.',
  }),
}

/** What a directory says about a user. */
export const personSchemas = {
  name: z.string().optional().meta({ description: 'From the directory, for people to read. Others may have the same.' }),
  department: z.string().optional().meta({ description: 'From the directory.' }),
  email: z.string().optional().meta({ description: 'From the directory; it tells people with the same name apart.' }),
  pictureUrl: z.string().optional().meta({ description: 'From the directory: the https address of a picture.' }),
  known: z.boolean().optional().meta({
    description:
      'Whether the directory has somebody with this id; only where it can tell (directory is answered, or it has them). false without any activity: most likely nobody has this id.',
  }),
  left: z.literal(true).optional().meta({
    description:
      'Their account in the directory works no more, or the directory has them no more and there is activity of them here. Only where it can tell.',
  }),
}

const personSchema = z.object(personSchemas)

export type PersonAnswer = z.infer<typeof personSchema>

/** Of answers about one user. */
export const userSchema = {
  user: personSchema.optional().meta({ description: 'What the directory says about the user; absent if the network has none.' }),
  ...directorySchema,
}
