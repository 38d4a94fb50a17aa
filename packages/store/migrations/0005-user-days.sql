-- One row a user and date, computed from `sessions` by the rollup service; what whole networks are read from. Of several versions the one with
-- the greatest rolled_up_at counts, so read it with FINAL. That instant was taken before spans and ledger were read.
CREATE TABLE IF NOT EXISTS user_days
(
    network_id String,
    local_date Date32,
    user_id String,
    session_count UInt32,
    duration_ms UInt64,
    active_duration_ms UInt64,
    mobile_session_count UInt32,
    mobile_duration_ms UInt64,
    web_session_count UInt32,
    web_duration_ms UInt64,
    first_at DateTime64(3, 'UTC'),
    last_at DateTime64(3, 'UTC'),
    last_time_zone LowCardinality(String),
    time_zones Array(LowCardinality(String)),
    rolled_up_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(rolled_up_at)
PARTITION BY toYYYYMM(local_date)
ORDER BY (network_id, local_date, user_id)
