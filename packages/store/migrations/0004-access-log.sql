-- Who read whose activity, which dates, when; written before the answer leaves. read_id tells reads of one instant apart, for paging.
CREATE TABLE IF NOT EXISTS access_log
(
    occurred_at DateTime64(3, 'UTC'),
    network_id String,
    user_id String,
    reader String,
    kind Enum8('days' = 1, 'sessions' = 2, 'csv' = 3),
    from_date Nullable(Date32),
    to_date Nullable(Date32),
    read_id UUID
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(occurred_at)
ORDER BY (network_id, occurred_at, read_id)
