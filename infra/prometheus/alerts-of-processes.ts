import type { Alert } from './alert.ts'

/** Processes, what they depend on, and what they answer. */
export const alertsOfProcesses: readonly Alert[] = [
  {
    name: 'StitchlogProcessDown',
    expr: 'up{job="stitchlog"} == 0',
    for: '1m',
    severity: 'page',
    summary: 'A process does not answer.',
    runbook: {
      meaning: 'Prometheus cannot scrape a process of the job `stitchlog`.',
      impact: 'Others of its kind go on. Without any ingest no events are taken; without any query nothing can be read.',
      diagnosis: [
        'Look at the log of the process. A start that fails says why in one line.',
        'A process that ends by an error logs `failed` at level `fatal`. One that was killed logs nothing.',
        'Does it still run, and not answer? Then it is frozen, or its machine is overloaded: look at its state with `ps`.',
      ],
      mitigation: [
        'It has ended: mend what the line names, and start it.',
        'It runs and does not answer: end it first (`kill -9` loses nothing: what is not stored is read again), then start it. Two on one port do not go together.',
      ],
    },
    test: {
      fires: { 'up{job="stitchlog",instance="a"}': '0x40' },
      labels: { job: 'stitchlog', instance: 'a' },
      quiet: { 'up{job="stitchlog",instance="a"}': '1x40', 'up{job="other"}': '0x40' },
    },
  },
  {
    name: 'StitchlogDependencyDown',
    expr: 'max by (dependency) (1 - stitchlog_dependency_up{dependency=~"ClickHouse|Kafka"} or 1 - max_over_time(stitchlog_dependency_up{dependency!~"ClickHouse|Kafka|the directory"}[90s])) == 1',
    for: '45s',
    severity: 'page',
    summary: 'Something that Stitchlog depends on is away, or refuses.',
    runbook: {
      meaning:
        'At least one process has not reached the dependency that the label names for about a minute, or for more than two where it is not ClickHouse or Kafka.',
      impact:
        'Kafka: no events are taken. ClickHouse: nothing is read or stored, and events wait in Kafka. Other labels are parts of these: the record of looks and of rollups are tables of ClickHouse, and the ledger export is the folder `STITCHLOG_LEDGER_EXPORT_DIR`. If several fire at once, begin with ClickHouse.',
      timing:
        'ClickHouse and Kafka are asked every few seconds, so three quarters of a minute is many failures in a row, and longer than a server takes to restart. Others are asked every half a minute or minute: there, one failure pages nobody. It is over with the first answer.',
      diagnosis: [
        '`/readyz` of the process says `is away` or `refuses`, and the symbol or errno.',
        '`sum by (code) (increase(stitchlog_dependency_errors_total[10m]))` counts them.',
        '`npm run doctor` tries it from here.',
        '`ETIMEDOUT` is no answer in time: it hangs, or the network drops what is sent. `NOT_CLICKHOUSE` is an answer that is not ClickHouse’s: a proxy answers for it.',
      ],
      mitigation: [
        'Away: bring it back. A server that hangs has to be restarted.',
        '`FILE_DOESNT_EXIST` and other errors of files: look whether the disk of ClickHouse is mounted and whole; then restart ClickHouse.',
        '`UNKNOWN_TABLE`, `UNKNOWN_DATABASE`, or files that are gone: the database may be lost. Do not run `npm run migrate`; see [After the loss of the database](operating.md#after-the-loss-of-the-database).',
        'An unknown column: somebody changed a table by hand. schemas/clickhouse.sql has what it should be; change it back.',
        'Refuses: correct the login or the grant that the symbol names (`ACCESS_DENIED`: infra/clickhouse/grants.sql).',
      ],
    },
    test: {
      fires: {
        'stitchlog_dependency_up{dependency="ClickHouse",instance="a"}': '0x40',
        'stitchlog_dependency_up{dependency="ClickHouse",instance="b"}': '1x40',
      },
      labels: { dependency: 'ClickHouse' },
      quiet: {
        'stitchlog_dependency_up{dependency="ClickHouse",instance="a"}': '1x40',
        'stitchlog_dependency_up{dependency="the directory",instance="a"}': '0x40',
      },
      courses: [
        // From 2m to 4m; a restart of half a minute before, and after it a clock that one reading did not get.
        {
          series: {
            'stitchlog_dependency_up{dependency="ClickHouse",instance="a"}': '1x3 0x1 1x1 0x7 1x40',
            'stitchlog_dependency_up{dependency="ClickHouse",instance="b"}': '1x60',
            'stitchlog_dependency_up{dependency="the clock",instance="a"}': '1x20 0x3 1x30',
          },
          firing: ['2m50s', '3m50s'],
          quiet: ['1m20s', '1m50s', '2m40s', '4m', '6m', '6m40s'],
        },
      ],
    },
  },
  {
    name: 'StitchlogDirectoryDown',
    expr: 'max(1 - stitchlog_dependency_up{dependency="the directory"}) == 1',
    for: '15m',
    severity: 'ticket',
    summary: 'The directory that says who people are cannot be read.',
    runbook: {
      meaning: 'The last reading of the SCIM directory (`STITCHLOG_SCIM_URL`) by at least one query process failed.',
      impact: 'People are shown by their ids, and found by id only, once the names in memory are half an hour too old. Nothing else depends on it.',
      diagnosis: [
        '`sum by (outcome) (increase(stitchlog_directory_readings_total[30m]))` says how it fails.',
        '`npm run doctor` says which process.',
      ],
      mitigation: [
        '`refused`: the token has ended, or may not read users. `nonsense`: the address is not that of a SCIM server, or nobody there has the attribute `STITCHLOG_SCIM_USER_ID`. `unreachable`: the address, the network policy or a certificate. Otherwise wait for the directory; see [directory.md](directory.md).',
      ],
    },
    test: {
      fires: { 'stitchlog_dependency_up{dependency="the directory",instance="a"}': '0x40' },
      quiet: { 'stitchlog_dependency_up{dependency="the directory",instance="a"}': '1x40' },
    },
  },
  {
    name: 'StitchlogDiskFilling',
    expr: 'min by (disk) (stitchlog_database_disk_free_ratio) < 0.1',
    for: '1m',
    severity: 'page',
    summary: 'The disk of ClickHouse has less than a tenth left.',
    runbook: {
      meaning: 'ClickHouse needs free space for merges and deletions as well as for rows.',
      impact:
        'On a full disk nothing is stored, and nothing can be read, because no look can be recorded. Events wait in Kafka for seven days, if Kafka has disks of its own.',
      diagnosis: [
        '`npm run doctor` shows each disk.',
        'In ClickHouse: `SELECT table, formatReadableSize(sum(bytes_on_disk)) FROM system.parts WHERE active GROUP BY table`.',
      ],
      mitigation: [
        'Is it ClickHouse that fills it? If the tables are much smaller than the disk, look for other files (`df`, `du`, `find -size +1G`), and remove them.',
        'Enlarge the disk, or add one.',
        'If Kafka shares the disk, see afterwards whether the brokers still run.',
        'A shorter retention frees space within a day: `npm run settings -- --retention-days N` shows how much.',
      ],
    },
    test: {
      fires: { 'stitchlog_database_disk_free_ratio{disk="default"}': '0.05x40' },
      labels: { disk: 'default' },
      quiet: { 'stitchlog_database_disk_free_ratio{disk="default"}': '0.4x40' },
    },
  },
  {
    name: 'StitchlogLooksRefused',
    expr: 'sum(increase(stitchlog_looks_refused_total[1m])) > 0',
    for: '0m',
    severity: 'page',
    summary: 'Reads are refused, because they cannot be recorded.',
    runbook: {
      meaning:
        'ClickHouse does not take entries of the record of looks: its disk is full, the login lacks INSERT on access_log, or the table was changed by hand.',
      impact: 'Nobody can read anything. Events are taken in.',
      timing: 'One refused read is enough, since the next one will be refused, too. It is over a minute after the last.',
      diagnosis: ['`/readyz` of the query service names the error, such as `NOT_ENOUGH_SPACE`.', '`npm run doctor` shows disks and rights.'],
      mitigation: [
        'Make room, grant the right, or give the table the columns that schemas/clickhouse.sql says. The query service notices within seconds.',
      ],
    },
    test: {
      interval: '15s',
      fires: { 'stitchlog_looks_refused_total{instance="a"}': '0+2x160' },
      quiet: { 'stitchlog_looks_refused_total{instance="a"}': '9x160' },
      courses: [{ series: { 'stitchlog_looks_refused_total{instance="a"}': '0x8 1x30' }, firing: ['2m20s'], quiet: ['1m50s', '3m10s'] }],
    },
  },
  {
    name: 'StitchlogTokensRefused',
    expr: 'sum(rate(stitchlog_http_request_duration_seconds_count{status="401"}[2m])) / sum(rate(stitchlog_http_request_duration_seconds_count{route=~"/v1/.*"}[2m])) > 0.2',
    for: '5m',
    severity: 'page',
    summary: 'One in five calls is refused for its token.',
    runbook: {
      meaning: 'Tokens are signed with another secret or key than services know, have expired, or are made for another audience.',
      impact: 'Clients keep their events and try again. Administrators cannot sign in.',
      timing:
        'It holds for five minutes, since a client with an expired token gets a new one by then, and is over two minutes after the last refusal.',
      diagnosis: ['The answers say why (`error_description` of `WWW-Authenticate`).', 'With published keys, look at the alert about them, too.'],
      mitigation: ['Give all services and the issuer the same secret, or publish the new key before it signs.'],
    },
    test: {
      interval: '15s',
      fires: {
        'stitchlog_http_request_duration_seconds_count{route="/v1/events",status="202"}': '0+60x240',
        'stitchlog_http_request_duration_seconds_count{route="/v1/events",status="401"}': '0+40x240',
      },
      quiet: {
        'stitchlog_http_request_duration_seconds_count{route="/v1/events",status="202"}': '0+95x240',
        'stitchlog_http_request_duration_seconds_count{route="/v1/events",status="401"}': '0+5x240',
      },
    },
  },
  {
    name: 'StitchlogTokenKeysOld',
    expr: 'time() - max by (instance) (stitchlog_token_keys_fetched_timestamp_seconds > 0) > 3600',
    for: '5m',
    severity: 'page',
    summary: 'The published keys for tokens could not be fetched for an hour.',
    runbook: {
      meaning: 'The address of `STITCHLOG_JWKS_URL` does not answer, or its certificate has expired.',
      impact: 'Keys are used for four hours (`STITCHLOG_JWKS_MAX_AGE_SECONDS`). Then every call is answered with 503.',
      diagnosis: ['Look for `token-keys-not-fetched` in the log: its `kind` names the error, such as `CERT_HAS_EXPIRED`.'],
      mitigation: ['Bring back the address, or renew its certificate. A larger `STITCHLOG_JWKS_MAX_AGE_SECONDS` bridges a longer outage.'],
    },
    test: {
      at: '2h',
      fires: { 'stitchlog_token_keys_fetched_timestamp_seconds{instance="a"}': '1x130' },
      labels: { instance: 'a' },
      quiet: {
        'stitchlog_token_keys_fetched_timestamp_seconds{instance="a"}': '0+60x130',
        'stitchlog_token_keys_fetched_timestamp_seconds{instance="b"}': '0x130',
      },
    },
  },
  {
    name: 'StitchlogCertificateEnding',
    expr: 'min by (server) (stitchlog_certificate_expires_timestamp_seconds) - time() < 14 * 86400',
    for: '0m',
    severity: 'ticket',
    summary: 'A certificate ends within two weeks.',
    runbook: {
      meaning: 'The certificate of the server that the label names, which ingest speaks to, is near its end.',
      impact:
        'From its end on nothing connects to that server. With ClickHouse or Kafka, everything stands still; with the keys for tokens, after four hours.',
      diagnosis: ['The value of the expression is the time that is left, in seconds; negative after the end.'],
      mitigation: [
        'Renew it. With an authority of its own, give the services the new one first (`CLICKHOUSE_CA_FILE`, `KAFKA_TLS_CA_FILE`), and restart them.',
      ],
    },
    test: {
      fires: {
        'stitchlog_certificate_expires_timestamp_seconds{server="Kafka"}': '86400x40',
        'stitchlog_certificate_expires_timestamp_seconds{server="ClickHouse"}': '2592000x40',
      },
      labels: { server: 'Kafka' },
      quiet: { 'stitchlog_certificate_expires_timestamp_seconds{server="Kafka"}': '2592000x40' },
    },
  },
  {
    name: 'StitchlogVersionsDiffer',
    expr: 'count(count by (version, schema) (stitchlog_build_info)) > 1',
    for: '30m',
    severity: 'ticket',
    summary: 'Processes of different versions have run for half an hour.',
    runbook: {
      meaning: 'An upgrade was not finished, or a process was forgotten.',
      impact: 'None for the time of an upgrade.',
      diagnosis: ['`npm run doctor` with all services names those that differ.'],
      mitigation: ['Restart those with the older version.'],
    },
    test: {
      at: '40m',
      fires: {
        'stitchlog_build_info{version="1",schema="1",instance="a"}': '1x60',
        'stitchlog_build_info{version="2",schema="1",instance="b"}': '1x60',
      },
      quiet: {
        'stitchlog_build_info{version="1",schema="1",instance="a"}': '1x60',
        'stitchlog_build_info{version="1",schema="1",instance="b"}': '1x60',
      },
    },
  },
  {
    name: 'StitchlogRetentionsDiffer',
    expr: 'count(count by (retention_days) (stitchlog_build_info)) > 1',
    for: '5m',
    severity: 'page',
    summary: 'Processes run with different retentions.',
    runbook: {
      meaning: 'The retention was changed, and not all processes were restarted.',
      impact: 'Some drop or hide what others keep. The rollup deletes nothing past retention meanwhile.',
      diagnosis: ['`npm run settings` shows the value that holds.'],
      mitigation: ['Restart all services with it; the rollup service last.'],
    },
    test: {
      fires: { 'stitchlog_build_info{retention_days="400",instance="a"}': '1x40', 'stitchlog_build_info{retention_days="30",instance="b"}': '1x40' },
      quiet: { 'stitchlog_build_info{retention_days="400",instance="a"}': '1x40', 'stitchlog_build_info{retention_days="400",instance="b"}': '1x40' },
    },
  },
  {
    name: 'StitchlogClockOff',
    expr: 'max by (server) (abs(stitchlog_clock_difference_seconds)) > 0.5',
    for: '2m',
    severity: 'ticket',
    summary: "A server's clock differs from an ingest machine's by more than half a second.",
    runbook: {
      meaning: 'One of the two does not keep time by NTP.',
      impact: 'Beyond a second, events around a switch may be decided by the wrong state.',
      diagnosis: ['`npm run doctor` with all services compares every clock with this machine.'],
      mitigation: ['Set the clock by NTP, slowly, and restart nothing.'],
    },
    test: {
      fires: { 'stitchlog_clock_difference_seconds{server="Kafka"}': '-0.8x40' },
      labels: { server: 'Kafka' },
      quiet: { 'stitchlog_clock_difference_seconds{server="Kafka"}': '-0.1x40' },
    },
  },
]
