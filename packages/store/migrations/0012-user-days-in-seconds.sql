-- The totals as people read them: of instants cut to whole seconds (`inWholeSeconds` in packages/timeline). Rows from before these columns are
-- nearly right until they are computed anew.
ALTER TABLE user_days
    ADD COLUMN IF NOT EXISTS duration_s UInt64 DEFAULT intDiv(duration_ms, 1000) AFTER active_duration_ms,
    ADD COLUMN IF NOT EXISTS active_duration_s UInt64 DEFAULT intDiv(active_duration_ms, 1000) AFTER duration_s
