import type { ActivityOverviewElement, MyActivityElement } from './elements.ts'

export type { Words as ActivityTexts } from '../i18n/en.ts'
export type { TextChanges } from '../i18n/text-changes.ts'
export type { ActivityDirectory, DirectoryPerson, FoundPeople } from '../names/directory.ts'
export type { ActivityElements, ActivityOverviewElement, ActivityOverviewProperties, MyActivityElement, MyActivityProperties } from './elements.ts'
export type { ActivityEvents, ActivityPlace } from './events.ts'

/** The class of `<activity-overview>`, which is registered as soon as the package is imported. */
export declare const ActivityView: new () => ActivityOverviewElement

/** The class of `<my-activity>`, registered too. */
export declare const MyActivity: new () => MyActivityElement
