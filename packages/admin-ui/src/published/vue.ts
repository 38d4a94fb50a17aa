import type { EmitFn, HTMLAttributes, PublicProps } from 'vue'
import type { ActivityElements, ActivityProperties } from './elements.ts'
import type { ActivityEvents } from './events.ts'

type Given<Properties> = { [Name in keyof Properties]?: Properties[Name] | undefined }

/** As Vue describes custom elements, so that it knows them in templates. */
type VueElement<Name extends keyof ActivityElements> = new () => {
  /** Not for templates. */
  $props: Omit<HTMLAttributes, keyof ActivityProperties[Name]> & Given<ActivityProperties[Name]> & PublicProps
  $emit: EmitFn<{ [Event in keyof ActivityEvents]: (event: ActivityEvents[Event]) => void }>
}

declare module 'vue' {
  interface GlobalComponents {
    'activity-overview': VueElement<'activity-overview'>
    'my-activity': VueElement<'my-activity'>
  }
}
