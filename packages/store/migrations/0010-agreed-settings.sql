-- What must be alike in all processes of an installation, as it was set by whoever came first, and each deliberate change of it: the greatest
-- revision of a name counts. Rows are inserted with a deduplication token made of name and revision, so that of several at once only one is stored.
CREATE TABLE IF NOT EXISTS agreed_settings
(
    name LowCardinality(String),
    revision UInt32,
    value String,
    set_by String,
    set_at DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (name, revision)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000
