#!/bin/sh
# Brings Temporal's two databases to the schema of this server's version. Safe to run again.
set -eu

apply() {
  database=$1
  schema=$2
  temporal-sql-tool --db "$database" create || true
  temporal-sql-tool --db "$database" setup-schema -v 0.0 || true
  temporal-sql-tool --db "$database" update-schema --schema-name "postgresql/v12/$schema"
}

export SQL_PLUGIN=postgres12_pgx SQL_HOST="$POSTGRES_SEEDS" SQL_PORT=5432 SQL_USER="$POSTGRES_USER" SQL_PASSWORD="$POSTGRES_PWD"
apply temporal temporal
apply temporal_visibility visibility
