/** Where events go, and where stitchers read them. */
export const eventsTopic = 'activity.events'

/** Where records go that no sense can be made of. */
export const deadLetterTopic = 'activity.dead-letter'

/** How long records stay in either topic. */
export const topicRetentionDays = 7

export const stitcherGroup = 'stitchlog-stitcher'
