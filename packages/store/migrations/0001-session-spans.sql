-- A grow-only set of spans: "these points of one session and one local date belong together". A longer span replaces a shorter one that
-- starts with it; overlapping and repeated ones do no harm. The usual read is one user, hence the small granules.
CREATE TABLE IF NOT EXISTS session_spans
(
    network_id String,
    user_id String,
    local_date Date32,
    device Enum8('mobile' = 1, 'web' = 2),
    time_zone LowCardinality(String),
    period_start DateTime64(3, 'UTC'),
    started_at DateTime64(3, 'UTC'),
    ended_at DateTime64(3, 'UTC'),
    day_start DateTime64(3, 'UTC'),
    day_end DateTime64(3, 'UTC'),
    timeout_ms UInt32,
    inserted_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(ended_at)
PARTITION BY toYYYYMM(local_date)
PRIMARY KEY (network_id, user_id, local_date)
ORDER BY (network_id, user_id, local_date, device, time_zone, period_start, started_at)
SETTINGS index_granularity = 1024
