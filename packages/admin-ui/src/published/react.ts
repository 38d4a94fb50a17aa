import type { DetailedHTMLProps, HTMLAttributes } from 'react'
import type { ActivityElements, ActivityProperties } from './elements.ts'
import type { ActivityEvents } from './events.ts'

/** React 19 listens to an event of a custom element by `on` and its name. */
type Listeners = { [Name in keyof ActivityEvents as `on${Name}`]?: ((event: ActivityEvents[Name]) => void) | undefined }

type Given<Properties> = { [Name in keyof Properties]?: Properties[Name] | undefined }

type Props<Name extends keyof ActivityElements> = Omit<
  DetailedHTMLProps<HTMLAttributes<ActivityElements[Name]>, ActivityElements[Name]>,
  keyof ActivityProperties[Name]
> &
  Given<ActivityProperties[Name]> &
  Listeners

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'activity-overview': Props<'activity-overview'>
      'my-activity': Props<'my-activity'>
    }
  }
}
