import { type Directory, PeopleIndex, type Person } from '@stitchlog/query'
import { sampleNetworkId } from './sample-network.ts'
import { idleSampleUserId } from './sample-people.ts'

/** Who the people of the sample network are. */
const sampleNames: readonly Person[] = [
  { id: 'anna', name: 'Anna de Vries', department: 'Care', email: 'anna.de.vries@example.org' },
  { id: 'ben', name: 'Ben Carter', department: 'Sales', email: 'ben.carter@example.org' },
  { id: 'chitra', name: 'Chitra Rao', department: 'Support', email: 'chitra.rao@example.org' },
  { id: idleSampleUserId, name: 'Erik Lindström', department: 'Care', email: 'erik.lindstrom@example.org' },
  { id: 'noor', name: 'Noor Bakker', department: 'Care', email: 'noor.bakker@example.org' },
  { id: 'tomas', name: 'Tomáš Novák', department: 'Sales', email: 'tomas.novak@example.org' },
]

/** The directory of the sample network. It is in the program, so it always answers. */
export async function sampleDirectory(): Promise<Directory> {
  const people = await PeopleIndex.of(sampleNames, 'answered')
  return { peopleOf: (networkId) => (networkId === sampleNetworkId ? people : undefined) }
}
