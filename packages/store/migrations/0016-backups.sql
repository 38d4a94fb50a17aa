-- The backups that were made: a row when one begins, which is part of the backup itself, and one when it is finished. The manifest says what the backup
-- has to contain, so that a restore can compare.
CREATE TABLE IF NOT EXISTS backups
(
    backup_id UUID,
    name String,
    event Enum8('begun' = 1, 'finished' = 2),
    recorded_at DateTime64(3, 'UTC'),
    manifest String
)
ENGINE = MergeTree
ORDER BY (recorded_at, backup_id)
