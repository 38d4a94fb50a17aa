-- A rollup looks for the spans that are new since the last one: parts and granules of older spans are passed over.
ALTER TABLE session_spans ADD INDEX IF NOT EXISTS inserted_at_range inserted_at TYPE minmax GRANULARITY 1
