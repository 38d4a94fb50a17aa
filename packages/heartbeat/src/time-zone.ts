/** The zone of the machine: its IANA name, or its offset as ±HH:MM where it has no name that means something. */
export const timeZoneOf = (): string =>
  Intl.DateTimeFormat()
    .resolvedOptions()
    .timeZone.replace('Etc/Unknown', String(new Date()).replace(/.*GMT(...)(..).*/, '$1:$2'))
