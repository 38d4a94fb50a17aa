-- What the spans mean: one row for each local date of each session. Read it with a filter on network_id and user_id, which reach the
-- primary key; a range of dates does not (see src/read-session-parts.ts). Planning takes most of a small read, so levels are few.
--
-- A span may be stored any number of times, and ClickHouse sorts equal rows in any order, in each window anew. So nothing here depends on the
-- order of spans that start at the same instant.
CREATE OR REPLACE VIEW sessions AS
-- 3. One row a date: the session's part of it. Every date of a session has a span, since no timeout reaches over a day.
SELECT
    network_id,
    user_id,
    local_date,
    device,
    time_zone,
    greatest(min(min(span_started_at)) OVER session, min(day_start)) AS started_at,
    least(max(max(span_ended_at)) OVER session, max(day_end)) AS ended_at,
    min(min(span_started_at)) OVER session < min(day_start) AS continues_from_previous_day,
    max(max(span_ended_at)) OVER session >= max(day_end) AS continues_on_next_day
FROM
(
    -- 2. Number the sessions of a run. RANGE, not ROWS: spans that start at one instant are counted together, so all of them get one number.
    SELECT
        *,
        sum(begins_session) OVER
        (
            PARTITION BY network_id, user_id, device, time_zone, period_start
            ORDER BY span_started_at
            RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS session_number
    FROM
    (
        -- 1. A session begins with a run's first span, and where the gap to the end of all earlier ones is longer than the timeout. Of spans that start
        -- at one instant, whichever comes first here begins it: the others have that one before them.
        SELECT
            s.network_id AS network_id,
            s.user_id AS user_id,
            device,
            time_zone,
            period_start,
            local_date,
            day_start,
            day_end,
            s.started_at AS span_started_at,
            ended_at AS span_ended_at,
            count() OVER earlier = 0
                OR s.started_at > addMilliseconds(max(ended_at) OVER earlier, timeout_ms) AS begins_session
        FROM session_spans AS s
        -- Erased is what began at or before an erasure of its user or of its network. GLOBAL: by the ledger of the node that was asked, not by that of
        -- each shard, which may lag.
        GLOBAL LEFT ANTI JOIN (SELECT network_id, user_id, at FROM tracking_ledger WHERE change = 'erase') AS erasure
            ON (s.network_id = erasure.network_id AND s.user_id = erasure.user_id AND s.started_at <= erasure.at)
            OR (s.network_id = erasure.network_id AND erasure.user_id = '' AND s.started_at <= erasure.at)
        WINDOW earlier AS
        (
            PARTITION BY s.network_id, s.user_id, device, time_zone, period_start
            ORDER BY s.started_at
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        )
    )
)
GROUP BY network_id, user_id, device, time_zone, period_start, session_number, local_date
WINDOW session AS (PARTITION BY network_id, user_id, device, time_zone, period_start, session_number)
