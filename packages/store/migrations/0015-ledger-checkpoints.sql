-- What the switches and retentions of a network with a long ledger amount to, so that a start need not read each of them. It counts only while the
-- ledger still has exactly the entries that it was made of; it can be deleted at any time, and is made anew.
CREATE TABLE IF NOT EXISTS ledger_checkpoints
(
    network_id String,
    -- It was made of the entries that had been inserted by then.
    covers_until DateTime64(3, 'UTC'),
    entries UInt64,
    digest UInt64,
    state String,
    written_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(written_at)
ORDER BY network_id
