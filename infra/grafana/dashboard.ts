interface Query {
  readonly expr: string
  readonly legend: string
}

export interface Panel {
  readonly title: string
  readonly unit: 'short' | 's' | 'reqps' | 'percentunit' | 'bytes' | 'none'
  readonly queries: readonly Query[]
}

const perSecond = (metric: string, by = '') => `sum${by === '' ? '' : ` by (${by})`} (rate(${metric}[5m]))`

/** What somebody who is on call looks at, from what users feel down to machines. Each query is run against a real installation by a test. */
export const panels: readonly Panel[] = [
  { title: 'Oldest event that is not stored', unit: 's', queries: [{ expr: 'max(stitchlog_oldest_unstored_seconds)', legend: 'age' }] },
  { title: 'Records that are not stored', unit: 'short', queries: [{ expr: 'sum(stitchlog_committed_lag_records)', legend: 'records' }] },
  {
    title: 'Accepted = stored + dropped',
    unit: 'reqps',
    queries: [
      { expr: perSecond('stitchlog_ingest_events_accepted_total'), legend: 'accepted by ingest' },
      { expr: perSecond('stitchlog_stitcher_events_stored_total'), legend: 'stored' },
      { expr: perSecond('stitchlog_stitcher_events_dropped_total', 'reason'), legend: 'dropped by stitchers: {{reason}}' },
    ],
  },
  {
    title: 'Events that ingest did not take',
    unit: 'reqps',
    queries: [
      { expr: perSecond('stitchlog_ingest_events_dropped_total', 'reason'), legend: 'dropped: {{reason}}' },
      { expr: perSecond('stitchlog_ingest_events_refused_total', 'reason'), legend: 'refused: {{reason}}' },
      { expr: perSecond('stitchlog_stitcher_dead_letters_total', 'reason'), legend: 'dead letters: {{reason}}' },
    ],
  },
  {
    title: 'The canary, from ingest to what readers see',
    unit: 's',
    queries: [
      { expr: 'max(stitchlog_canary_seconds)', legend: 'read back after' },
      { expr: 'max(stitchlog_canary_unread_seconds)', legend: 'not read back since' },
      { expr: 'sum(increase(stitchlog_canary_failures_total[10m]))', legend: 'failures in 10 minutes' },
    ],
  },
  {
    title: 'Partitions with a stitcher, and all',
    unit: 'short',
    queries: [
      { expr: 'sum(stitchlog_stitcher_assigned_partitions)', legend: 'assigned' },
      { expr: 'count(count by (partition) (stitchlog_stream_end_offset))', legend: 'partitions' },
    ],
  },
  {
    title: 'Flushes',
    unit: 's',
    queries: [
      { expr: 'histogram_quantile(0.99, sum by (le) (rate(stitchlog_stitcher_flush_duration_seconds_bucket[5m])))', legend: '99 % take less than' },
      { expr: 'sum(rate(stitchlog_stitcher_flush_spans_sum[5m])) / sum(rate(stitchlog_stitcher_flush_spans_count[5m]))', legend: 'spans of a flush' },
    ],
  },
  {
    title: 'Calls by route and status',
    unit: 'reqps',
    queries: [{ expr: perSecond('stitchlog_http_request_duration_seconds_count', 'route, status'), legend: '{{route}} {{status}}' }],
  },
  {
    title: 'Time of calls (99 %)',
    unit: 's',
    queries: [
      { expr: 'histogram_quantile(0.99, sum by (le, route) (rate(stitchlog_http_request_duration_seconds_bucket[5m])))', legend: '{{route}}' },
    ],
  },
  {
    title: 'Refused calls and looks',
    unit: 'reqps',
    queries: [
      { expr: perSecond('stitchlog_http_requests_refused_total'), legend: 'beyond limits' },
      { expr: perSecond('stitchlog_looks_refused_total'), legend: 'looks that could not be recorded' },
      { expr: perSecond('stitchlog_downloads_cut_off_total'), legend: 'downloads cut off' },
    ],
  },
  { title: 'Age of the overview', unit: 's', queries: [{ expr: 'time() - max(stitchlog_rollup_watermark_timestamp_seconds)', legend: 'age' }] },
  {
    title: 'Erasures that are not swept yet',
    unit: 'short',
    queries: [
      { expr: 'max(stitchlog_erasures_pending)', legend: 'erasures' },
      { expr: 'max(stitchlog_erasures_pending_oldest_seconds) / 60', legend: 'age of the oldest in minutes' },
    ],
  },
  {
    title: 'The ledger',
    unit: 's',
    queries: [
      { expr: 'max by (instance) (stitchlog_ledger_age_seconds)', legend: 'age at {{instance}}' },
      { expr: 'max(stitchlog_ledger_ahead_seconds)', legend: 'ahead' },
      { expr: 'sum(increase(stitchlog_ledger_late_writes_total[1h]))', legend: 'late writes in an hour' },
    ],
  },
  {
    title: 'Dependencies that respond',
    unit: 'none',
    queries: [{ expr: 'min by (dependency) (stitchlog_dependency_up)', legend: '{{dependency}}' }],
  },
  {
    title: 'Failures of dependencies',
    unit: 'reqps',
    queries: [{ expr: perSecond('stitchlog_dependency_errors_total', 'dependency, code'), legend: '{{dependency}} {{code}}' }],
  },
  {
    title: 'Free on the disks of ClickHouse',
    unit: 'percentunit',
    queries: [{ expr: 'min by (disk) (stitchlog_database_disk_free_ratio)', legend: '{{disk}}' }],
  },
  {
    title: 'Settings of topics (1: as they have to be)',
    unit: 'none',
    queries: [{ expr: 'min by (topic, setting) (stitchlog_topic_setting_ok)', legend: '{{topic}} {{setting}}' }],
  },
  { title: 'Clocks', unit: 's', queries: [{ expr: 'max by (server) (abs(stitchlog_clock_difference_seconds))', legend: '{{server}}' }] },
  {
    title: 'What runs',
    unit: 'short',
    queries: [
      {
        expr: 'count by (service, version, schema, retention_days) (stitchlog_build_info)',
        legend: '{{service}} {{version}} {{schema}} {{retention_days}}',
      },
    ],
  },
  { title: 'Memory', unit: 'bytes', queries: [{ expr: 'max by (instance) (process_resident_memory_bytes)', legend: '{{instance}}' }] },
  {
    title: 'Delay of the event loop (99 %)',
    unit: 's',
    queries: [{ expr: 'max by (instance) (nodejs_eventloop_lag_p99_seconds)', legend: '{{instance}}' }],
  },
]

const perRow = 2
const width = 24 / perRow
const height = 8

/** The dashboard as Grafana imports it. */
export function dashboardFile(): string {
  const datasource = { type: 'prometheus', uid: '$datasource' }
  const dashboard = {
    title: 'Stitchlog',
    uid: 'stitchlog',
    tags: ['stitchlog'],
    schemaVersion: 39,
    timezone: 'browser',
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: { list: [{ name: 'datasource', type: 'datasource', query: 'prometheus' }] },
    panels: panels.map(({ title, unit, queries }, nth) => ({
      id: nth + 1,
      type: 'timeseries',
      title,
      datasource,
      gridPos: { x: (nth % perRow) * width, y: Math.floor(nth / perRow) * height, w: width, h: height },
      fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
      options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi' } },
      targets: queries.map(({ expr, legend }, query) => ({ refId: String.fromCodePoint(65 + query), datasource, expr, legendFormat: legend })),
    })),
  }
  return `${JSON.stringify(dashboard, undefined, 2)}\n`
}
