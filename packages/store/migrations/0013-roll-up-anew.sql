-- Without a run to go on from, the next full one computes every row of user_days: those from before the view `sessions` of 0009, and those without
-- the columns of 0012.
ALTER TABLE rollup_runs DELETE WHERE 1 SETTINGS mutations_sync = 2
