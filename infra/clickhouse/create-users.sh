#!/bin/sh
# Run once by the ClickHouse image when it makes its database: a user for each service, whose password is in CLICKHOUSE_OWNER_PASSWORD and so on, with the
# role that grants.sql gives it. Passwords reach the server as hashes only.
set -eu

client() {
  clickhouse-client --user "$CLICKHOUSE_USER" --password "$CLICKHOUSE_PASSWORD" "$@"
}

client --queries-file /grants.sql
for service in owner ingest stitcher rollup query; do
  name=$(printf '%s' "CLICKHOUSE_${service}_PASSWORD" | tr '[:lower:]' '[:upper:]')
  password=$(printenv "$name")
  hash=$(printf '%s' "$password" | sha256sum | cut -d ' ' -f 1)
  client --query "CREATE USER OR REPLACE $service IDENTIFIED WITH sha256_hash BY '$hash'"
  client --query "GRANT stitchlog_$service TO $service"
done
