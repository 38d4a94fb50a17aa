-- What became of the event stream that somebody has to know of. acknowledged_at is empty in the row that raises an alarm; whoever has seen to it adds
-- a row with the same alarm_id. An alarm that was raised twice counts once.
CREATE TABLE IF NOT EXISTS stream_alarms
(
    alarm_id UUID,
    raised_at DateTime64(3, 'UTC'),
    kind Enum8('log-replaced' = 1, 'records-gone' = 2),
    topic String,
    partition UInt32,
    expected_offset UInt64,
    read_from UInt64,
    acknowledged_at Nullable(DateTime64(3, 'UTC'))
)
ENGINE = MergeTree
ORDER BY (raised_at, alarm_id)
