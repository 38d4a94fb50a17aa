import type { Alert } from './alert.ts'

const doctor = '`npm run doctor` says which part is at fault.'

/** What happens to events until they are stored. */
export const alertsOfEvents: readonly Alert[] = [
  {
    name: 'StitchlogEventsNotStored',
    expr: 'max(stitchlog_oldest_unstored_seconds) > 60',
    for: '1m',
    severity: 'page',
    summary: 'Accepted events have waited for more than a minute and are not stored.',
    runbook: {
      meaning: 'Records are in Kafka whose offsets no stitcher has committed, so nobody knows them to be stored.',
      impact: 'Readers do not see the latest activity. Nothing is lost while Kafka keeps the records, which is seven days.',
      diagnosis: [
        doctor,
        'Look at `/readyz` of the stitchers: it names ClickHouse, Kafka or a rebalance.',
        'If they are ready, compare `rate(stitchlog_stitcher_events_accepted_total[5m])` with `rate(stitchlog_ingest_events_accepted_total[5m])`.',
      ],
      mitigation: [
        'Bring back what is away. Stitchers go on by themselves.',
        'If they are ready and too slow, start more, up to one for each partition.',
        'If one of them hangs, restart it. No restart loses anything.',
      ],
    },
    test: {
      fires: { 'stitchlog_oldest_unstored_seconds{instance="ingest"}': '0+30x40' },
      quiet: { 'stitchlog_oldest_unstored_seconds{instance="ingest"}': '3x40' },
    },
  },
  {
    name: 'StitchlogStoredLagUnknown',
    expr: 'absent(stitchlog_oldest_unstored_seconds)',
    for: '5m',
    severity: 'page',
    summary: 'No ingest process says what is not stored yet.',
    runbook: {
      meaning: 'Either no ingest process runs, or it is not scraped, or its Kafka login may not see the consumer group.',
      impact: 'If ingest does not run, clients keep their events and send them later. Otherwise only this metric is missing.',
      diagnosis: [
        'Look whether ingest answers at `/readyz`, and whether Prometheus scrapes `/metrics` (`METRICS_PORT` moves it).',
        "Look for `refused` with the dependency `the stitchers' commits` in its log: the login lacks Describe on the group.",
      ],
      mitigation: ['Start ingest.', 'Run `infra/kafka/acls.sh` again, which grants it.'],
    },
    test: { fires: { 'up{job="stitchlog"}': '1x40' }, quiet: { 'stitchlog_oldest_unstored_seconds{instance="ingest"}': '0x40' } },
  },
  {
    name: 'StitchlogIngestFailing',
    expr: 'sum(rate(stitchlog_http_request_duration_seconds_count{route="/v1/events",status=~"5.."}[5m])) / sum(rate(stitchlog_http_request_duration_seconds_count{route="/v1/events"}[5m])) > 0.01',
    for: '2m',
    severity: 'page',
    summary: 'More than one in a hundred requests with events fails.',
    runbook: {
      meaning: 'Ingest could not make events safe in Kafka, or has no room for them.',
      impact: 'Clients keep what was not taken and send it again. Clients that give up before lose it.',
      diagnosis: [
        doctor,
        'Look for `write-failed` in the log of ingest; its `kind` names the error.',
        'Look at `/readyz` of ingest, and at the brokers.',
      ],
      mitigation: [
        'Bring back the brokers. Topics with three copies need two of them.',
        'If they are slow, add brokers or partitions; if ingest is, start more of it.',
      ],
    },
    test: {
      fires: {
        'stitchlog_http_request_duration_seconds_count{route="/v1/events",status="202"}': '0+90x40',
        'stitchlog_http_request_duration_seconds_count{route="/v1/events",status="503"}': '0+10x40',
      },
      quiet: {
        'stitchlog_http_request_duration_seconds_count{route="/v1/events",status="202"}': '0+1000x40',
        'stitchlog_http_request_duration_seconds_count{route="/v1/events",status="503"}': '0+1x40',
      },
    },
  },
  {
    name: 'StitchlogPartitionsUnread',
    expr: '(sum(stitchlog_stitcher_assigned_partitions) or vector(0)) < count(count by (partition) (stitchlog_stream_end_offset))',
    for: '2m',
    severity: 'page',
    summary: 'Partitions of the event topic have no stitcher.',
    runbook: {
      meaning: 'The consumer group has not assigned all partitions: no stitcher runs, or a rebalance does not end.',
      impact: 'Events of these partitions wait in Kafka. Nothing is lost for seven days.',
      diagnosis: [doctor, 'Look for the last `partitions-assigned` and `partitions-lost` in the logs of the stitchers.'],
      mitigation: [
        'Start a stitcher.',
        'If a rebalance takes longer than two session timeouts (`KAFKA_SESSION_TIMEOUT_MS`), restart the stitchers one by one.',
      ],
    },
    test: {
      fires: {
        'stitchlog_stitcher_assigned_partitions{instance="a"}': '1x40',
        'stitchlog_stream_end_offset{partition="0"}': '5x40',
        'stitchlog_stream_end_offset{partition="1"}': '5x40',
      },
      quiet: {
        'stitchlog_stitcher_assigned_partitions{instance="a"}': '2x40',
        'stitchlog_stream_end_offset{partition="0"}': '5x40',
        'stitchlog_stream_end_offset{partition="1"}': '5x40',
      },
    },
  },
  {
    name: 'StitchlogRecordsUnreadable',
    expr: 'sum(increase(stitchlog_stitcher_events_dropped_total{reason=~"malformed|unknown-time-zone"}[15m])) > 0',
    for: '0m',
    severity: 'ticket',
    summary: 'Records came that are no events.',
    runbook: {
      meaning:
        'Somebody writes records into the event topic that do not have the documented shape, or that name an unknown time zone. Ingest writes none.',
      impact: 'These events do not count. Their content is kept for seven days, unless their network is off or their user is erased.',
      diagnosis: ['`npm run dead-letters -- list` shows the reason and the record.'],
      mitigation: [
        'Mend the sender: whoever else may write to the topic. It is not ingest.',
        'After an update that knows more time zones: `npm run dead-letters -- put-back --reason unknown-time-zone`. What is still unknown comes back as another dead letter.',
        'Nothing else has to be done: dead letters go by themselves after seven days, and the doctor warns of them until then.',
      ],
    },
    test: {
      fires: { 'stitchlog_stitcher_events_dropped_total{reason="malformed"}': '0+1x40' },
      quiet: {
        'stitchlog_stitcher_events_dropped_total{reason="malformed"}': '5x40',
        'stitchlog_stitcher_events_dropped_total{reason="not-tracked"}': '0+9x40',
      },
    },
  },
  {
    name: 'StitchlogStreamChanged',
    expr: 'sum(increase(stitchlog_stitcher_logs_replaced_total[15m])) + sum(increase(stitchlog_stitcher_records_gone_total[15m])) + sum(increase(stitchlog_stitcher_batches_unreadable_total[15m])) > 0',
    for: '0m',
    severity: 'page',
    summary: 'Records were deleted, replaced or damaged before they were read.',
    runbook: {
      meaning:
        'The event topic was deleted and made again, its end was cut off, its retention passed before it was read, or a batch cannot be unpacked.',
      impact: 'Events may be lost for good. Stitchers are not ready until somebody acknowledges it.',
      diagnosis: [
        '`npm run stream-alarms -- list` says which partition and which offsets.',
        'Ask who changed the topic, and look for an unclean leader election.',
      ],
      mitigation: [
        'Have clients or backends send the lost events again. An event that arrives twice counts once.',
        'Then acknowledge: `npm run stream-alarms -- acknowledge --all`.',
        'If the topic lost records, or keeps them for a shorter time, the last backup is no longer enough: run `npm run backup` now.',
      ],
    },
    test: {
      fires: {
        'stitchlog_stitcher_logs_replaced_total{instance="a"}': '0x40',
        'stitchlog_stitcher_records_gone_total{instance="a"}': '0+5x40',
        'stitchlog_stitcher_batches_unreadable_total{instance="a"}': '0x40',
      },
      quiet: {
        'stitchlog_stitcher_logs_replaced_total{instance="a"}': '1x40',
        'stitchlog_stitcher_records_gone_total{instance="a"}': '7x40',
        'stitchlog_stitcher_batches_unreadable_total{instance="a"}': '0x40',
      },
    },
  },
  {
    name: 'StitchlogAcceptedEventsExpired',
    expr: 'sum(increase(stitchlog_stitcher_accepted_events_expired_total{rule="default"}[15m])) > 0',
    for: '0m',
    severity: 'page',
    summary: 'Stitchers drop events as too old that ingest has accepted.',
    runbook: {
      meaning:
        'Processes run with different values of `STITCHLOG_RETENTION_DAYS`, or ClickHouse was away and a client sent events that are that old.',
      impact: 'In the first case, events that should count are dropped.',
      diagnosis: ['Compare `retention_days` of `stitchlog_build_info`.', '`npm run settings` shows the value that all must have.'],
      mitigation: [
        'Restart the processes with another value.',
        'What was dropped while it is still in Kafka: stop the stitchers, set the offsets of the group `stitchlog-stitcher` back to before the change (`kafka-consumer-groups.sh --reset-offsets --to-datetime`), and start them. Reading an event twice changes nothing.',
      ],
    },
    test: {
      fires: { 'stitchlog_stitcher_accepted_events_expired_total{rule="default"}': '0+1x40' },
      quiet: { 'stitchlog_stitcher_accepted_events_expired_total{rule="network"}': '0+1x40' },
    },
  },
  {
    name: 'StitchlogCanaryFailing',
    expr: 'sum(increase(stitchlog_canary_failures_total[10m])) > 2 or max(stitchlog_canary_seconds) > 30',
    for: '1m',
    severity: 'page',
    summary: 'Events of the canary cannot be read back, or take longer than half a minute.',
    runbook: {
      meaning: 'An event that ingest sends itself does not get to where readers look for it.',
      impact: 'What holds for the canary holds for everybody: activity is shown late or not at all.',
      diagnosis: ['Look at the other alerts first: they name the part.', doctor, 'Look for `canary-failed` in the log of ingest.'],
      mitigation: ['As for the part that the other alerts name. Without any, restart the stitchers one by one.'],
    },
    test: {
      fires: { 'stitchlog_canary_failures_total{instance="a"}': '0+1x40', 'stitchlog_canary_seconds{instance="a"}': '2x40' },
      quiet: { 'stitchlog_canary_failures_total{instance="a"}': '2x40', 'stitchlog_canary_seconds{instance="a"}': '3x40' },
    },
  },
]
