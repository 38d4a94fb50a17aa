-- Generated from packages/store/migrations by infra/generate.ts; do not edit.

CREATE TABLE default.access_log
(
    `occurred_at` DateTime64(3, 'UTC'),
    `network_id` String,
    `user_id` String,
    `reader` String,
    `kind` Enum8('days' = 1, 'sessions' = 2, 'csv' = 3, 'overview' = 4, 'overview-csv' = 5),
    `from_date` Nullable(Date32),
    `to_date` Nullable(Date32),
    `read_id` UUID
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(occurred_at)
ORDER BY (network_id, occurred_at, read_id)
SETTINGS index_granularity = 8192;

CREATE TABLE default.agreed_settings
(
    `name` LowCardinality(String),
    `revision` UInt32,
    `value` String,
    `set_by` String,
    `set_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (name, revision)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, index_granularity = 8192;

CREATE TABLE default.backups
(
    `backup_id` UUID,
    `name` String,
    `event` Enum8('begun' = 1, 'finished' = 2),
    `recorded_at` DateTime64(3, 'UTC'),
    `manifest` String
)
ENGINE = MergeTree
ORDER BY (recorded_at, backup_id)
SETTINGS index_granularity = 8192;

CREATE TABLE default.ledger_checkpoints
(
    `network_id` String,
    `covers_until` DateTime64(3, 'UTC'),
    `entries` UInt64,
    `digest` UInt64,
    `state` String,
    `written_at` DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(written_at)
ORDER BY network_id
SETTINGS index_granularity = 8192;

CREATE TABLE default.rollup_runs
(
    `run_id` UUID,
    `kind` Enum8('full' = 1, 'refresh' = 2),
    `event` Enum8('begun' = 1, 'step' = 2, 'finished' = 3),
    `started_at` DateTime64(3, 'UTC'),
    `since` DateTime64(3, 'UTC'),
    `step` String,
    `recorded_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (started_at, run_id, event)
TTL toDateTime(recorded_at) + toIntervalDay(90)
SETTINGS index_granularity = 8192;

CREATE TABLE default.schema_migrations
(
    `name` String,
    `applied_at` DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = MergeTree
ORDER BY name
SETTINGS index_granularity = 8192;

CREATE TABLE default.session_spans
(
    `network_id` String,
    `user_id` String,
    `local_date` Date32,
    `device` Enum8('mobile' = 1, 'web' = 2),
    `time_zone` LowCardinality(String),
    `period_start` DateTime64(3, 'UTC'),
    `started_at` DateTime64(3, 'UTC'),
    `ended_at` DateTime64(3, 'UTC'),
    `day_start` DateTime64(3, 'UTC'),
    `day_end` DateTime64(3, 'UTC'),
    `timeout_ms` UInt32,
    `inserted_at` DateTime64(3, 'UTC') DEFAULT now64(3),
    INDEX inserted_at_range inserted_at TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(ended_at)
PARTITION BY toYYYYMM(local_date)
PRIMARY KEY (network_id, user_id, local_date)
ORDER BY (network_id, user_id, local_date, device, time_zone, period_start, started_at)
SETTINGS index_granularity = 1024;

CREATE VIEW default.sessions
(
    `network_id` String,
    `user_id` String,
    `local_date` Date32,
    `device` Enum8('mobile' = 1, 'web' = 2),
    `time_zone` LowCardinality(String),
    `started_at` DateTime64(3, 'UTC'),
    `ended_at` DateTime64(3, 'UTC'),
    `continues_from_previous_day` UInt8,
    `continues_on_next_day` UInt8
)
COMMENT '0014-erasures-on-all-shards'
AS SELECT
    network_id,
    user_id,
    local_date,
    device,
    time_zone,
    greatest(min(min(span_started_at)) OVER session, min(day_start)) AS started_at,
    least(max(max(span_ended_at)) OVER session, max(day_end)) AS ended_at,
    min(min(span_started_at)) OVER session < min(day_start) AS continues_from_previous_day,
    max(max(span_ended_at)) OVER session >= max(day_end) AS continues_on_next_day
FROM
(
    SELECT
        *,
        sum(begins_session) OVER (PARTITION BY network_id, user_id, device, time_zone, period_start ORDER BY span_started_at ASC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS session_number
    FROM
    (
        SELECT
            s.network_id AS network_id,
            s.user_id AS user_id,
            device,
            time_zone,
            period_start,
            local_date,
            day_start,
            day_end,
            s.started_at AS span_started_at,
            ended_at AS span_ended_at,
            (count() OVER earlier = 0) OR (s.started_at > addMilliseconds(max(ended_at) OVER earlier, timeout_ms)) AS begins_session
        FROM default.session_spans AS s
        GLOBAL ANTI LEFT JOIN
        (
            SELECT
                network_id,
                user_id,
                at
            FROM default.tracking_ledger
            WHERE change = 'erase'
        ) AS erasure ON ((s.network_id = erasure.network_id) AND (s.user_id = erasure.user_id) AND (s.started_at <= erasure.at)) OR ((s.network_id = erasure.network_id) AND (erasure.user_id = '') AND (s.started_at <= erasure.at))
        WINDOW earlier AS (PARTITION BY s.network_id, s.user_id, device, time_zone, period_start ORDER BY s.started_at ASC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    )
)
GROUP BY
    network_id,
    user_id,
    device,
    time_zone,
    period_start,
    session_number,
    local_date
WINDOW session AS (PARTITION BY network_id, user_id, device, time_zone, period_start, session_number);

CREATE TABLE default.stream_alarms
(
    `alarm_id` UUID,
    `raised_at` DateTime64(3, 'UTC'),
    `kind` Enum8('log-replaced' = 1, 'records-gone' = 2),
    `topic` String,
    `partition` UInt32,
    `expected_offset` UInt64,
    `read_from` UInt64,
    `acknowledged_at` Nullable(DateTime64(3, 'UTC'))
)
ENGINE = MergeTree
ORDER BY (raised_at, alarm_id)
SETTINGS index_granularity = 8192;

CREATE TABLE default.tracking_ledger
(
    `network_id` String,
    `at` DateTime64(3, 'UTC'),
    `change_id` String,
    `change` Enum8('on' = 1, 'off' = 2, 'erase' = 3, 'retention' = 4),
    `user_id` String,
    `mobile_timeout_seconds` Nullable(UInt32),
    `web_timeout_seconds` Nullable(UInt32),
    `retention_days` Nullable(UInt32),
    `changed_by` Nullable(String),
    `inserted_at` DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree
ORDER BY (network_id, at, change_id)
SETTINGS index_granularity = 8192;

CREATE TABLE default.user_days
(
    `network_id` String,
    `local_date` Date32,
    `user_id` String,
    `session_count` UInt32,
    `duration_ms` UInt64,
    `active_duration_ms` UInt64,
    `duration_s` UInt64 DEFAULT intDiv(duration_ms, 1000),
    `active_duration_s` UInt64 DEFAULT intDiv(active_duration_ms, 1000),
    `mobile_session_count` UInt32,
    `mobile_duration_ms` UInt64,
    `web_session_count` UInt32,
    `web_duration_ms` UInt64,
    `first_at` DateTime64(3, 'UTC'),
    `last_at` DateTime64(3, 'UTC'),
    `last_time_zone` LowCardinality(String),
    `time_zones` Array(LowCardinality(String)),
    `rolled_up_at` DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(rolled_up_at)
PARTITION BY toYYYYMM(local_date)
ORDER BY (network_id, local_date, user_id)
SETTINGS index_granularity = 8192;
