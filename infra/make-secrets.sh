#!/bin/sh
# infra/make-secrets.sh > infra/.env
#
# Prints a random value for each secret that infra/compose.yaml asks for. Keep the file: a database knows the passwords that it was made with.
set -eu

for name in STITCHLOG_TOKEN_SECRET CLICKHOUSE_ADMIN_PASSWORD CLICKHOUSE_OWNER_PASSWORD CLICKHOUSE_INGEST_PASSWORD CLICKHOUSE_STITCHER_PASSWORD \
  CLICKHOUSE_ROLLUP_PASSWORD CLICKHOUSE_QUERY_PASSWORD KAFKA_ADMIN_PASSWORD KAFKA_OWNER_PASSWORD KAFKA_INGEST_PASSWORD KAFKA_STITCHER_PASSWORD \
  KAFKA_OPERATOR_PASSWORD KAFKA_KEYSTORE_PASSWORD; do
  echo "$name=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')"
done
