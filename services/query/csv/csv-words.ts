import type { AccessKind, CsvLanguage, Device } from '@stitchlog/contracts'

/** In the column `device` of a row that is no session, but a time of which nothing is on record. */
export const notRecorded = 'not-recorded'

/** The columns of all files, by their fixed names. */
const columns = {
  network_id: 'Network',
  user_id: 'User',
  date: 'Date',
  device: 'Device',
  started_at: 'Start with offset',
  ended_at: 'End with offset',
  duration_seconds: 'Duration in seconds',
  duration: 'Duration',
  time_zone: 'Time zone',
  utc_offset: 'Offset from UTC',
  differs_from_viewer: 'Other clock than yours',
  continues_from_previous_day: 'Since the day before',
  continues_on_next_day: 'Into the next day',
  start_local: 'Start',
  end_local: 'End',
  active_duration_seconds: 'Without overlap in seconds',
  active_duration: 'Without overlap',
  active_days: 'Active days',
  active_users: 'Active users',
  sessions: 'Sessions',
  last_active_at: 'Last active',
  last_active_with_offset: 'Last active with offset',
  provisional: 'Not over yet',
  not_recorded_from: 'Not recorded from (UTC)',
  not_recorded_to: 'Not recorded to (UTC)',
  occurred_at: 'When (UTC)',
  reader: 'Who looked',
  kind: 'At what',
  from: 'From',
  to: 'To',
  name: 'Name',
  department: 'Department',
  reader_name: 'Name of who looked',
  user_name: 'Name of the user',
}

export type CsvColumn = keyof typeof columns

/** What a file is about. */
export type CsvContent = 'activity' | 'users' | 'days' | 'looks'

interface CsvWords {
  readonly columns: Readonly<Record<CsvColumn, string>>
  readonly devices: Readonly<Record<Device | typeof notRecorded, string>>
  readonly kinds: Readonly<Record<AccessKind, string>>
  readonly yesOrNo: Readonly<Record<'true' | 'false', string>>
  /** In the name of a file. */
  readonly contents: Readonly<Record<CsvContent, string>>
  /** Between the two dates in it. */
  readonly until: string
  /** Before the sums of a workbook. */
  readonly total: string
}

const en: CsvWords = {
  columns,
  devices: { mobile: 'Mobile', web: 'Web', [notRecorded]: 'not recorded' },
  kinds: {
    days: 'days',
    sessions: 'sessions',
    csv: 'file of sessions',
    overview: 'list of users',
    'overview-csv': 'file of users',
    erasure: 'erased all activity',
  },
  yesOrNo: { true: 'yes', false: 'no' },
  contents: { activity: 'activity', users: 'users', days: 'days', looks: 'looks' },
  until: 'to',
  total: 'Total',
}

const nl: CsvWords = {
  columns: {
    network_id: 'Netwerk',
    user_id: 'Gebruiker',
    date: 'Datum',
    device: 'Apparaat',
    started_at: 'Begin met tijdverschil',
    ended_at: 'Einde met tijdverschil',
    duration_seconds: 'Duur in seconden',
    duration: 'Duur',
    time_zone: 'Tijdzone',
    utc_offset: 'Tijdverschil met UTC',
    differs_from_viewer: 'Andere klok dan de jouwe',
    continues_from_previous_day: 'Sinds de dag ervoor',
    continues_on_next_day: 'Tot in de volgende dag',
    start_local: 'Begin',
    end_local: 'Einde',
    active_duration_seconds: 'Zonder overlap in seconden',
    active_duration: 'Zonder overlap',
    active_days: 'Actieve dagen',
    active_users: 'Actieve gebruikers',
    sessions: 'Sessies',
    last_active_at: 'Laatst actief',
    last_active_with_offset: 'Laatst actief met tijdverschil',
    provisional: 'Nog niet voorbij',
    not_recorded_from: 'Niet vastgelegd vanaf (UTC)',
    not_recorded_to: 'Niet vastgelegd tot (UTC)',
    occurred_at: 'Wanneer (UTC)',
    reader: 'Wie keek',
    kind: 'Wat',
    from: 'Van',
    to: 'Tot en met',
    name: 'Naam',
    department: 'Afdeling',
    reader_name: 'Naam van wie keek',
    user_name: 'Naam van de gebruiker',
  },
  devices: { mobile: 'Mobiel', web: 'Web', [notRecorded]: 'niet vastgelegd' },
  kinds: {
    days: 'dagen',
    sessions: 'sessies',
    csv: 'bestand met sessies',
    overview: 'lijst met gebruikers',
    'overview-csv': 'bestand met gebruikers',
    erasure: 'heeft alle activiteit gewist',
  },
  yesOrNo: { true: 'ja', false: 'nee' },
  contents: { activity: 'activiteit', users: 'gebruikers', days: 'dagen', looks: 'wie-keek-mee' },
  until: 'tot-en-met',
  total: 'Totaal',
}

const de: CsvWords = {
  columns: {
    network_id: 'Netzwerk',
    user_id: 'Nutzer',
    date: 'Datum',
    device: 'Gerät',
    started_at: 'Beginn mit Zeitverschiebung',
    ended_at: 'Ende mit Zeitverschiebung',
    duration_seconds: 'Dauer in Sekunden',
    duration: 'Dauer',
    time_zone: 'Zeitzone',
    utc_offset: 'Verschiebung gegen UTC',
    differs_from_viewer: 'Andere Uhr als Ihre',
    continues_from_previous_day: 'Seit dem Vortag',
    continues_on_next_day: 'Bis in den nächsten Tag',
    start_local: 'Beginn',
    end_local: 'Ende',
    active_duration_seconds: 'Ohne Überschneidung in Sekunden',
    active_duration: 'Ohne Überschneidung',
    active_days: 'Aktive Tage',
    active_users: 'Aktive Nutzer',
    sessions: 'Sitzungen',
    last_active_at: 'Zuletzt aktiv',
    last_active_with_offset: 'Zuletzt aktiv mit Zeitverschiebung',
    provisional: 'Noch nicht vorbei',
    not_recorded_from: 'Nicht erfasst von (UTC)',
    not_recorded_to: 'Nicht erfasst bis (UTC)',
    occurred_at: 'Wann (UTC)',
    reader: 'Wer',
    kind: 'Auf was',
    from: 'Von',
    to: 'Bis',
    name: 'Name',
    department: 'Abteilung',
    reader_name: 'Name dessen, der zugegriffen hat',
    user_name: 'Name des Nutzers',
  },
  devices: { mobile: 'Mobil', web: 'Web', [notRecorded]: 'nicht erfasst' },
  kinds: {
    days: 'Tage',
    sessions: 'Sitzungen',
    csv: 'Datei mit Sitzungen',
    overview: 'Liste der Nutzer',
    'overview-csv': 'Datei mit Nutzern',
    erasure: 'hat alle Aktivität gelöscht',
  },
  yesOrNo: { true: 'ja', false: 'nein' },
  contents: { activity: 'aktivitaet', users: 'nutzer', days: 'tage', looks: 'zugriffe' },
  until: 'bis',
  total: 'Gesamt',
}

const fr: CsvWords = {
  columns: {
    network_id: 'Réseau',
    user_id: 'Utilisateur',
    date: 'Date',
    device: 'Appareil',
    started_at: 'Début avec décalage',
    ended_at: 'Fin avec décalage',
    duration_seconds: 'Durée en secondes',
    duration: 'Durée',
    time_zone: 'Fuseau horaire',
    utc_offset: 'Décalage par rapport à UTC',
    differs_from_viewer: 'Autre heure que la vôtre',
    continues_from_previous_day: 'Depuis la veille',
    continues_on_next_day: 'Jusqu’au lendemain',
    start_local: 'Début',
    end_local: 'Fin',
    active_duration_seconds: 'Sans chevauchement en secondes',
    active_duration: 'Sans chevauchement',
    active_days: 'Jours actifs',
    active_users: 'Utilisateurs actifs',
    sessions: 'Sessions',
    last_active_at: 'Dernière activité',
    last_active_with_offset: 'Dernière activité avec décalage',
    provisional: 'Pas encore terminé',
    not_recorded_from: 'Non enregistré depuis (UTC)',
    not_recorded_to: 'Non enregistré jusqu’à (UTC)',
    occurred_at: 'Quand (UTC)',
    reader: 'Par qui',
    kind: 'Quoi',
    from: 'Du',
    to: 'Au',
    name: 'Nom',
    department: 'Service',
    reader_name: 'Nom de qui a consulté',
    user_name: 'Nom de l’utilisateur',
  },
  devices: { mobile: 'Mobile', web: 'Web', [notRecorded]: 'non enregistré' },
  kinds: {
    days: 'jours',
    sessions: 'sessions',
    csv: 'fichier de sessions',
    overview: 'liste des utilisateurs',
    'overview-csv': 'fichier d’utilisateurs',
    erasure: 'a effacé toute l’activité',
  },
  yesOrNo: { true: 'oui', false: 'non' },
  contents: { activity: 'activite', users: 'utilisateurs', days: 'jours', looks: 'consultations' },
  until: 'au',
  total: 'Total',
}

/** What files say to people. */
export const csvWords: Readonly<Record<CsvLanguage, CsvWords>> = { de, en, fr, nl }

/** By column, what its values are called; other columns are shown as they are. */
export const csvValues: Readonly<Record<CsvLanguage, Readonly<Partial<Record<CsvColumn, ReadonlyMap<string, string>>>>>> = {
  de: valuesIn(de),
  en: valuesIn(en),
  fr: valuesIn(fr),
  nl: valuesIn(nl),
}

function valuesIn({ devices, kinds, yesOrNo }: CsvWords): Partial<Record<CsvColumn, ReadonlyMap<string, string>>> {
  const answers = new Map(Object.entries(yesOrNo))
  return {
    device: new Map(Object.entries(devices)),
    kind: new Map(Object.entries(kinds)),
    differs_from_viewer: answers,
    continues_from_previous_day: answers,
    continues_on_next_day: answers,
    provisional: answers,
  }
}
