/** Texts that clients may send as a time zone, and the zone's name. */
export const zoneSpellings: Readonly<Record<string, string>> = {
  'Europe/Berlin': 'Europe/Berlin',
  'EUROPE/berlin': 'Europe/Berlin',
  'Europe/Stockholm': 'Europe/Stockholm',
  'America/New_York': 'America/New_York',
  'US/Eastern': 'America/New_York',
  'america/new_york': 'America/New_York',
  'Asia/Beirut': 'Asia/Beirut',
  'America/St_Johns': 'America/St_Johns',
  'Canada/Newfoundland': 'America/St_Johns',
  'Pacific/Apia': 'Pacific/Apia',
  'Pacific/Kwajalein': 'Pacific/Kwajalein',
  Kwajalein: 'Pacific/Kwajalein',
  'Africa/Cairo': 'Africa/Cairo',
  Egypt: 'Africa/Cairo',
  'America/Havana': 'America/Havana',
  Cuba: 'America/Havana',
  'America/Santiago': 'America/Santiago',
  'Chile/Continental': 'America/Santiago',
  'America/Sao_Paulo': 'America/Sao_Paulo',
  'Pacific/Chatham': 'Pacific/Chatham',
  'NZ-CHAT': 'Pacific/Chatham',
  'Asia/Kathmandu': 'Asia/Kathmandu',
  'asia/katmandu': 'Asia/Kathmandu',
  'Asia/Kolkata': 'Asia/Kolkata',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Pyongyang': 'Asia/Pyongyang',
  'Antarctica/Troll': 'Antarctica/Troll',
  'Antarctica/Vostok': 'Antarctica/Vostok',
  'Australia/Lord_Howe': 'Australia/Lord_Howe',
  'Australia/LHI': 'Australia/Lord_Howe',
  'Africa/Monrovia': 'Africa/Monrovia',
  'Pacific/Kiritimati': 'Pacific/Kiritimati',
  'Etc/UTC': 'Etc/UTC',
  utc: 'Etc/UTC',
  Zulu: 'Etc/UTC',
  GMT: 'Etc/GMT',
  'Etc/GMT+12': 'Etc/GMT+12',
  '+05:30': '+05:30',
  '-03:30': '-03:30',
  '+23:59': '+23:59',
  '-00:00': '+00:00',
  '+00:00': '+00:00',
}

/** Texts that name no zone. */
export const unknownZones = ['PST', 'IST', 'SystemV/PST8', 'Europe/Atlantis', '', ' Europe/Berlin', '+0530', '+24:00', '\u212Awajalein']

/** An instant near which the days of a zone are error-prone, and spellings of that zone. */
export interface Scene {
  readonly at: number
  readonly zones: readonly [string, ...string[]]
}

const scene = (at: string, ...zones: Scene['zones']): Scene => ({ at: Date.parse(at), zones })

export const scenes: readonly Scene[] = [
  scene('2026-03-29T00:00:00+01:00', 'Europe/Berlin', 'EUROPE/berlin'),
  scene('2026-03-30T00:00:00+02:00', 'Europe/Berlin', 'Europe/Stockholm'),
  scene('2026-10-25T01:00:00Z', 'EUROPE/berlin', 'Europe/Berlin'),
  scene('2026-10-26T00:00:00+01:00', 'Europe/Berlin'),
  scene('2026-11-01T00:00:00-04:00', 'America/New_York', 'US/Eastern', 'america/new_york'),
  scene('2026-11-02T00:00:00-05:00', 'US/Eastern', 'America/New_York'),
  scene('1970-01-01T00:00:00Z', 'America/New_York', 'Etc/GMT+12', 'Etc/UTC'),
  scene('1970-01-01T00:00:00-05:00', 'America/New_York'),
  scene('2099-12-31T23:59:59.999Z', 'Pacific/Kiritimati', 'Etc/UTC', 'America/New_York'),
  // Midnight is skipped, and midnight is passed twice.
  scene('2026-03-29T01:00:00+03:00', 'Asia/Beirut'),
  scene('2026-10-25T00:00:00+02:00', 'Asia/Beirut'),
  scene('2026-04-24T01:00:00+03:00', 'Africa/Cairo', 'Egypt'),
  scene('2026-10-30T00:00:00+02:00', 'Africa/Cairo', 'Egypt'),
  scene('2026-03-08T01:00:00-04:00', 'America/Havana', 'Cuba'),
  scene('2026-11-01T00:00:00-05:00', 'America/Havana', 'Cuba'),
  scene('2026-09-06T01:00:00-03:00', 'America/Santiago', 'Chile/Continental'),
  scene('2026-04-04T23:00:00-04:00', 'America/Santiago', 'Chile/Continental'),
  scene('2018-11-04T01:00:00-02:00', 'America/Sao_Paulo'),
  scene('2010-11-07T00:00:00-02:30', 'America/St_Johns', 'Canada/Newfoundland'),
  scene('2010-11-07T00:00:00-03:30', 'America/St_Johns', '-03:30'),
  // A date is skipped.
  scene('2011-12-31T00:00:00+14:00', 'Pacific/Apia'),
  scene('1993-08-22T00:00:00+12:00', 'Pacific/Kwajalein', 'Kwajalein'),
  // Changes by half an hour, two hours, seven hours, and from an offset with seconds.
  scene('2026-04-05T00:00:00+11:00', 'Australia/Lord_Howe', 'Australia/LHI'),
  scene('2018-05-05T00:00:00+09:00', 'Asia/Pyongyang'),
  scene('2026-04-05T03:45:00+13:45', 'Pacific/Chatham', 'NZ-CHAT'),
  scene('2026-04-05T00:00:00+13:45', 'Pacific/Chatham', 'NZ-CHAT'),
  scene('1986-01-01T00:15:00+05:45', 'Asia/Kathmandu', 'asia/katmandu'),
  scene('2026-03-29T00:00:00Z', 'Antarctica/Troll'),
  scene('1994-01-31T17:00:00Z', 'Antarctica/Vostok'),
  scene('1994-11-01T07:00:00+07:00', 'Antarctica/Vostok'),
  scene('1972-01-06T00:44:30Z', 'Africa/Monrovia'),
  scene('1972-01-07T00:44:30Z', 'Africa/Monrovia'),
  scene('2026-07-01T00:00:00+05:30', 'Asia/Calcutta', 'Asia/Kolkata', '+05:30'),
  scene('2026-07-01T00:00:00Z', 'Etc/UTC', 'utc', 'Zulu', 'GMT', '-00:00', '+00:00'),
  scene('2026-07-01T00:00:00+23:59', '+23:59'),
]
