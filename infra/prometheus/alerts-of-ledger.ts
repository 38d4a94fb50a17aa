import type { Alert } from './alert.ts'

/** What decides on activity and what deletes it: tracking changes, erasures, rollups. */
export const alertsOfLedger: readonly Alert[] = [
  {
    name: 'StitchlogLateWrite',
    expr: 'sum(increase(stitchlog_ledger_late_writes_total[15m])) > 0',
    for: '0m',
    severity: 'ticket',
    summary: 'A tracking change was confirmed only after it should have counted.',
    runbook: {
      meaning: 'ClickHouse took more than two seconds to confirm a switch, a retention or an erasure.',
      impact: 'Events of that network from the seconds in between may have been decided without the change. An erasure holds all the same.',
      diagnosis: [
        'Look for `tracking-change-confirmed-late` in the log of ingest, with its `lateMs`.',
        'Look at the load of ClickHouse, and of ClickHouse Keeper on a cluster.',
      ],
      mitigation: [
        'If events of these seconds must not be kept, erase them.',
        'Give ClickHouse what it lacks: disk, memory, or a quorum that answers.',
      ],
    },
    test: {
      fires: { 'stitchlog_ledger_late_writes_total{instance="a"}': '0+1x40' },
      quiet: { 'stitchlog_ledger_late_writes_total{instance="a"}': '3x40' },
    },
  },
  {
    name: 'StitchlogLedgerAhead',
    expr: 'max(stitchlog_ledger_ahead_seconds) > 5',
    for: '1m',
    severity: 'ticket',
    summary: 'The newest tracking change lies in the future.',
    runbook: {
      meaning: "A clock was ahead when a network's tracking was changed.",
      impact: 'The next changes of that network count only from that instant on.',
      diagnosis: ['`npm run doctor` compares the clocks of all machines.'],
      mitigation: ['Set the clocks by NTP. It passes by itself when the instant has passed.'],
    },
    test: { fires: { 'stitchlog_ledger_ahead_seconds{instance="a"}': '60x40' }, quiet: { 'stitchlog_ledger_ahead_seconds{instance="a"}': '2x40' } },
  },
  {
    name: 'StitchlogLedgerOld',
    expr: 'max(stitchlog_ledger_age_seconds) > 60',
    for: '2m',
    severity: 'page',
    summary: 'A process has not read the ledger for more than a minute.',
    runbook: {
      meaning: 'ClickHouse does not answer this process.',
      impact: 'Ingest passes events on without dropping those of networks that are off; the stitchers drop them. Switches and erasures are refused.',
      diagnosis: ['Look at `/readyz` of the process: it names the error.', '`npm run doctor` asks ClickHouse from here.'],
      mitigation: ['Bring back ClickHouse, or the network in between.'],
    },
    test: { fires: { 'stitchlog_ledger_age_seconds{instance="a"}': '0+60x40' }, quiet: { 'stitchlog_ledger_age_seconds{instance="a"}': '3x40' } },
  },
  {
    name: 'StitchlogLedgerExportBehind',
    expr: 'max(stitchlog_ledger_export_behind_seconds) > 60 unless max(1 - stitchlog_dependency_up{dependency="ClickHouse"}) == 1',
    for: '2m',
    severity: 'page',
    summary: 'The ledger export does not have the newest tracking changes and erasures.',
    runbook: {
      meaning:
        'The folder of the export (`STITCHLOG_LEDGER_EXPORT_DIR`) cannot be written, or takes too long. While ClickHouse is away nothing is known of it, and the alert about ClickHouse fires instead.',
      impact:
        'Switches, retentions and erasures are answered with 503: no change is confirmed that would be lost with the disk of the database. Events go on.',
      diagnosis: [
        'Look at `/readyz` of ingest (standalone: of the process): it has a notice, and the log has `unavailable` with the kind of the error.',
        'On that machine, try to create a file in the folder. If that hangs, so does the share that it is on.',
        'If the folder is fine, look at ClickHouse with `npm run doctor`: a database that answers too slowly keeps the export behind, too.',
      ],
      mitigation: [
        'Mount the folder again, make room, or correct its rights. What it lacks is written within seconds. It is not made again by itself: if it is lost for good, make an empty one.',
      ],
    },
    test: {
      fires: {
        'stitchlog_ledger_export_behind_seconds{instance="a"}': '0+60x40',
        'stitchlog_dependency_up{dependency="ClickHouse",instance="a"}': '1x40',
      },
      quiet: {
        'stitchlog_ledger_export_behind_seconds{instance="a"}': '0+60x40',
        'stitchlog_dependency_up{dependency="ClickHouse",instance="a"}': '0x40',
      },
      courses: [
        {
          series: { 'stitchlog_ledger_export_behind_seconds{instance="a"}': '2x8 15+15x15 2x20' },
          firing: ['5m30s'],
          quiet: ['3m', '6m20s'],
        },
      ],
    },
  },
  {
    name: 'StitchlogLedgerNotExported',
    expr: 'absent(stitchlog_ledger_export_behind_seconds)',
    for: '10m',
    severity: 'ticket',
    summary: 'No process exports the ledger.',
    runbook: {
      meaning: '`STITCHLOG_LEDGER_EXPORT_DIR` is not set, or no ingest process runs or is scraped.',
      impact: 'After the loss of the disk of the database nobody knows who was erased since the last backup: a restore brings them back.',
      diagnosis: ['Look at the environment of ingest, and whether Prometheus scrapes it.'],
      mitigation: [
        'Set the variable in all services, to a folder on another disk than that of the database (docs/operating.md, "Backup and restore").',
      ],
    },
    test: { fires: { 'up{job="stitchlog"}': '1x40' }, quiet: { 'stitchlog_ledger_export_behind_seconds{instance="a"}': '2x40' } },
  },
  {
    name: 'StitchlogBackupOld',
    expr: 'time() - max(stitchlog_last_backup_timestamp_seconds) > 129600',
    for: '5m',
    severity: 'ticket',
    summary: 'There has been no finished backup for a day and a half.',
    runbook: {
      meaning: '`npm run backup` is not run once a day, or it fails.',
      impact:
        'A restore needs what came since the backup from Kafka, which keeps it for seven days. What is older than that would be lost with the disk of the database.',
      diagnosis: ['Look at the output of the job that runs `npm run backup`: it ends with status 1 and one line.'],
      mitigation: ['Run it now: `npm run backup`, with the environment of the owner.'],
    },
    test: {
      at: '2h',
      fires: { 'stitchlog_last_backup_timestamp_seconds{instance="a"}': '-140000x130' },
      quiet: { 'stitchlog_last_backup_timestamp_seconds{instance="a"}': '0x130' },
    },
  },
  {
    name: 'StitchlogChangesRefused',
    expr: 'sum by (quota) (increase(stitchlog_tracking_changes_refused_total[1h])) > 0',
    for: '0m',
    severity: 'ticket',
    summary: 'Tracking changes or erasures were refused, because a network had too many in an hour.',
    runbook: {
      meaning: 'A network has used up its changes or erasures of an hour (docs/security.md, "Limits").',
      impact: 'What was refused was not recorded: erasures have to be repeated.',
      diagnosis: ['The label `quota` says which. Ask the owner of the platform what it sends.'],
      mitigation: ['Repeat the erasures after an hour, or raise `STITCHLOG_NETWORK_ERASURES_PER_HOUR` and restart ingest.'],
    },
    test: {
      fires: { 'stitchlog_tracking_changes_refused_total{quota="erasures"}': '0+1x40' },
      labels: { quota: 'erasures' },
      quiet: { 'stitchlog_tracking_changes_refused_total{quota="erasures"}': '4x40' },
    },
  },
  {
    name: 'StitchlogRollupStale',
    expr: 'time() - max(stitchlog_rollup_watermark_timestamp_seconds) > 900',
    for: '5m',
    severity: 'page',
    summary: 'The overview of all networks stands still.',
    runbook: {
      meaning: 'No rollup has finished for a quarter of an hour: the service is stopped, or its runs fail.',
      impact:
        "The overview lacks the latest activity; the page shows as of when it is. One user's days and sessions are right. What is erased is unreadable and stays on the disk.",
      diagnosis: ['Look at `/readyz` of the rollup service, and for `rollup-failed` in its log.', '`npm run doctor` says since when.'],
      mitigation: ['Start the service. Its first run catches up.', 'Once by hand: `npm run doctor -- --fix`.'],
    },
    test: {
      fires: { 'stitchlog_rollup_watermark_timestamp_seconds{instance="a"}': '0x40' },
      quiet: { 'stitchlog_rollup_watermark_timestamp_seconds{instance="a"}': '0+60x40' },
    },
  },
  {
    name: 'StitchlogRollupUnknown',
    expr: 'absent(stitchlog_rollup_watermark_timestamp_seconds)',
    for: '10m',
    severity: 'ticket',
    summary: 'No query process says how far the rollups are.',
    runbook: {
      meaning: 'No rollup has ever finished, or no query process runs or is scraped.',
      impact: 'In the first case the overviews are empty, and nothing is swept.',
      diagnosis: ['`npm run doctor` says whether a rollup has ever finished.', 'Look whether Prometheus scrapes the query service.'],
      mitigation: ['Start the rollup service, or the query service.'],
    },
    test: { fires: { 'up{job="stitchlog"}': '1x40' }, quiet: { 'stitchlog_rollup_watermark_timestamp_seconds{instance="a"}': '0+60x40' } },
  },
  {
    name: 'StitchlogErasuresLate',
    expr: 'max(stitchlog_erasures_pending_oldest_seconds) > 7200',
    for: '5m',
    severity: 'page',
    summary: 'What was erased has not been swept from the disk for two hours.',
    runbook: {
      meaning: 'No full rollup has begun and finished since the erasure was recorded. The promise is one hour.',
      impact: 'The activity is unreadable, and still on the disk. This breaks a promise to the people whom it is about (docs/privacy.md).',
      diagnosis: [
        'As for the rollup that stands still: `/readyz` and `rollup-failed` in its log.',
        'Look for mutations that are stuck: `npm run doctor`.',
      ],
      mitigation: ['Start the rollup service, or sweep now: `npm run doctor -- --fix`.'],
    },
    test: {
      fires: { 'stitchlog_erasures_pending_oldest_seconds{instance="a"}': '7000+60x40' },
      quiet: { 'stitchlog_erasures_pending_oldest_seconds{instance="a"}': '3000x40' },
    },
  },
]
