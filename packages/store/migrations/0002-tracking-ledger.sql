-- The append-only list of tracking changes; its only home. Entries are deduplicated by change_id, the greater of which counts later
-- at the same instant. user_id is empty where an erasure covers the whole network (no id is empty).
CREATE TABLE IF NOT EXISTS tracking_ledger
(
    network_id String,
    at DateTime64(3, 'UTC'),
    change_id String,
    change Enum8('on' = 1, 'off' = 2, 'erase' = 3, 'retention' = 4),
    user_id String,
    mobile_timeout_seconds Nullable(UInt32),
    web_timeout_seconds Nullable(UInt32),
    retention_days Nullable(UInt32),
    changed_by Nullable(String),
    inserted_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree
ORDER BY (network_id, at, change_id)
