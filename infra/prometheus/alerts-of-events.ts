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
    expr: 'sum(rate(stitchlog_http_request_duration_seconds_count{route="/v1/events",status=~"5.."}[1m])) / sum(rate(stitchlog_http_request_duration_seconds_count{route="/v1/events"}[1m])) > 0.01',
    for: '45s',
    severity: 'page',
    summary: 'More than one in a hundred requests with events fails.',
    runbook: {
      meaning: 'Ingest could not make events safe in Kafka, or has no room for them.',
      impact: 'Clients keep what was not taken and send it again. Clients that give up before lose it.',
      timing:
        'It pages after about a minute, and is over about a minute after the last failure. It holds for as long as one burst of failures stays in its window, so a single burst, such as a change of leaders, pages nobody; nor does what is over within three quarters of a minute, for which no client loses anything.',
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
      interval: '15s',
      fires: {
        'stitchlog_http_request_duration_seconds_count{route="/v1/events",status="202"}': '0+90x160',
        'stitchlog_http_request_duration_seconds_count{route="/v1/events",status="503"}': '0+10x160',
      },
      quiet: {
        'stitchlog_http_request_duration_seconds_count{route="/v1/events",status="202"}': '0+1000x160',
        'stitchlog_http_request_duration_seconds_count{route="/v1/events",status="503"}': '0+1x160',
      },
      courses: [
        // Nothing is taken from 2m to 4m.
        {
          series: {
            'stitchlog_http_request_duration_seconds_count{route="/v1/events",status="202"}': '0+100x8 800x7 900+100x20',
            'stitchlog_http_request_duration_seconds_count{route="/v1/events",status="503"}': '0x8 100+100x7 800x20',
          },
          firing: ['3m10s', '4m'],
          quiet: ['2m50s', '5m'],
        },
        // One burst, of which most are refused.
        {
          series: {
            'stitchlog_http_request_duration_seconds_count{route="/v1/events",status="202"}': '0+100x40',
            'stitchlog_http_request_duration_seconds_count{route="/v1/events",status="503"}': '0x8 400x30',
          },
          firing: [],
          quiet: ['2m40s', '2m50s', '3m', '3m10s', '3m20s'],
        },
      ],
    },
  },
  {
    name: 'StitchlogPartitionsUnread',
    expr: '(sum(stitchlog_stitcher_assigned_partitions) or vector(0)) < count(count by (partition) (stitchlog_stream_end_offset))',
    for: '2m',
    severity: 'page',
    summary: 'Partitions of the event topic have no stitcher.',
    runbook: {
      meaning: 'The consumer group has not assigned all partitions: partitions were just added, no stitcher runs, or a rebalance does not end.',
      impact: 'Events of these partitions wait in Kafka. Nothing is lost for seven days.',
      diagnosis: [doctor, 'Look for the last `partitions-assigned` and `partitions-lost` in the logs of the stitchers.'],
      mitigation: [
        'Were partitions just added? Stitchers find them within a minute; nothing has to be done.',
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
        'Then say that it is seen to: `npm run dead-letters -- close --reason malformed`. The doctor warns of open ones only, until they go by themselves after seven days.',
        'After an update that knows more time zones: `npm run dead-letters -- put-back --reason unknown-time-zone`. It leaves those that are still unknown, and what was put back before.',
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
    name: 'StitchlogTopicSettingsWrong',
    // A segment that is written for longer only delays what is deleted: the doctor says so.
    expr: 'min by (topic, setting) (stitchlog_topic_setting_ok{setting!="segment.ms"}) == 0',
    for: '0m',
    severity: 'page',
    summary: 'Somebody has changed a setting of a topic that events depend on.',
    runbook: {
      meaning: 'The topic that the label names has another value of the setting (`retention.ms`, `message.timestamp.type`) than Stitchlog gave it.',
      impact:
        'With a shorter `retention.ms`, Kafka deletes events that no stitcher has stored as soon as stitchers are away for longer than that, and what a restore would need since the last backup. With a longer one, raw events are kept for longer than was promised. With another `message.timestamp.type`, producers choose when their events were received.',
      timing: 'Ingest reads the settings once a minute, and nothing changes them for a moment by itself: one reading is enough.',
      diagnosis: [
        '`npm run doctor` names the value and the one that it should have.',
        'Ask who changed it: a broker that authorizes logs which login did.',
      ],
      mitigation: [
        'Set it back: `npm run doctor -- --fix`, as the owner, or `kafka-configs.sh --alter --entity-type topics`. The alert is over about a minute later.',
        'Had the time been shorter, look whether events are gone (`npm run stream-alarms -- list`), and run `npm run backup` now: the last backup may need events that were deleted.',
      ],
    },
    test: {
      fires: {
        'stitchlog_topic_setting_ok{topic="activity.events",setting="retention.ms",instance="a"}': '0x40',
        'stitchlog_topic_setting_ok{topic="activity.events",setting="retention.ms",instance="b"}': '1x40',
      },
      labels: { topic: 'activity.events', setting: 'retention.ms' },
      quiet: {
        'stitchlog_topic_setting_ok{topic="activity.events",setting="retention.ms"}': '1x40',
        'stitchlog_topic_setting_ok{topic="activity.events",setting="segment.ms"}': '0x40',
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
    expr: 'max(stitchlog_canary_unread_seconds) > 45 or max(min_over_time(stitchlog_canary_seconds[2m])) > 30',
    for: '0m',
    severity: 'page',
    summary: 'Events of the canary cannot be read back, or take longer than half a minute.',
    runbook: {
      meaning: 'An event that ingest sends itself does not get to where readers look for it.',
      impact: 'What holds for the canary holds for everybody: activity is shown late or not at all.',
      timing:
        'It pages three quarters of a minute after the first event that is not read back, which is longer than the restart of a stitcher takes, and is over as soon as one is: a process whose canary fails sends the next one after five seconds. Slow canaries page after two minutes of them.',
      diagnosis: ['Look at the other alerts first: they name the part.', doctor, 'Look for `canary-failed` in the log of ingest.'],
      mitigation: ['As for the part that the other alerts name. Without any, and while this one still fires, restart the stitchers one by one.'],
    },
    test: {
      fires: { 'stitchlog_canary_unread_seconds{instance="a"}': '0x9 0+60x30', 'stitchlog_canary_seconds{instance="a"}': '2x40' },
      quiet: { 'stitchlog_canary_unread_seconds{instance="a"}': '4x40', 'stitchlog_canary_seconds{instance="a"}': '3x40' },
      courses: [
        // Events from 2m on are read at 3m20s.
        {
          series: {
            'stitchlog_canary_unread_seconds{instance="a"}': '0x8 15+15x4 0x20',
            'stitchlog_canary_unread_seconds{instance="b"}': '0x40',
            'stitchlog_canary_seconds{instance="a"}': '2x13 80x1 2x20',
          },
          firing: ['3m', '3m20s'],
          quiet: ['2m40s', '3m30s', '4m', '5m'],
        },
        // Each takes 40 seconds until 6m.
        {
          series: { 'stitchlog_canary_unread_seconds{instance="a"}': '30x40', 'stitchlog_canary_seconds{instance="a"}': '2x8 40x15 3x16' },
          firing: ['4m50s', '5m50s'],
          quiet: ['3m50s', '6m20s'],
        },
      ],
    },
  },
]
