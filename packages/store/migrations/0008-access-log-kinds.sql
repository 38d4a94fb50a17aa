-- Reads of a whole network, whose user_id is empty.
ALTER TABLE access_log MODIFY COLUMN kind Enum8('days' = 1, 'sessions' = 2, 'csv' = 3, 'overview' = 4, 'overview-csv' = 5)
