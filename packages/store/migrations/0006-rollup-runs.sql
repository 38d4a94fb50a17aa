-- What rollup runs did, so that one that was cut off goes on where it stopped: a row when a run begins, one for each step that is done and one
-- when it is finished. The next run looks at spans from the start of the last finished one on.
CREATE TABLE IF NOT EXISTS rollup_runs
(
    run_id UUID,
    kind Enum8('full' = 1, 'refresh' = 2),
    event Enum8('begun' = 1, 'step' = 2, 'finished' = 3),
    started_at DateTime64(3, 'UTC'),
    since DateTime64(3, 'UTC'),
    step String,
    recorded_at DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (started_at, run_id, event)
TTL toDateTime(recorded_at) + toIntervalDay(90)
