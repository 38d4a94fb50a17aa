import type { Store } from '../engine/store.ts'
import type { Migration } from './migrate.ts'

/** A statement that is to be run, and all migrations that are done once it was. */
export interface SchemaStep {
  readonly names: readonly string[]
  readonly statement: string
  /** The view that it makes or drops, if that is what it does. */
  readonly view?: { readonly name: string; readonly isDropped: boolean }
}

/**
 * What is to be run, in order. Of the migrations that make or drop a view only the last one is, and they are all done with it: a process that was held up in
 * an earlier one would put back what others have replaced, under the eyes of services that are reading. A view that is made gets the name of its migration as
 * its comment, so the database says which definition it has.
 */
export function stepsOf(migrations: readonly Migration[]): SchemaStep[] {
  const viewSteps = new Map<string, SchemaStep>()
  const steps = migrations.map(({ name, statement }): SchemaStep => {
    const [, verb, view] = /^(CREATE|DROP) (?:OR REPLACE )?VIEW (?:IF (?:NOT )?EXISTS )?(\w+)/m.exec(statement) ?? []
    if (view === undefined) return { names: [name], statement }
    const isDropped = verb === 'DROP'
    const step = {
      names: [...(viewSteps.get(view)?.names ?? []), name],
      statement: isDropped ? statement : `${statement.trimEnd()}\nCOMMENT '${name}'\n`,
      view: { name: view, isDropped },
    }
    viewSteps.set(view, step)
    return step
  })
  return steps.filter((step) => step.view === undefined || viewSteps.get(step.view.name) === step)
}

/**
 * The steps to be run again although they are noted, since the view is not theirs: an earlier version made it, or a process that was held up in an earlier
 * migration and killed after it.
 *
 * @returns nothing of a view that the user may not see
 */
export async function findStaleViews({ ledgerQueries }: Pick<Store, 'ledgerQueries'>, steps: readonly SchemaStep[]): Promise<SchemaStep[]> {
  const rows = await ledgerQueries.selectRows<[name: string, comment: string]>(
    "SELECT name, comment FROM system.tables WHERE database = currentDatabase() AND engine = 'View'",
  )
  const comments = new Map(rows)
  return steps.filter(({ view, names }) => {
    const comment = view === undefined ? undefined : comments.get(view.name)
    return comment !== undefined && (view?.isDropped === true || comment !== names.at(-1))
  })
}
