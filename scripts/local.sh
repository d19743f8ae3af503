#!/usr/bin/env bash
# A private Redis and Postgres with a documents folder, kept in .local/, for running the daemon without installing servers.
#   scripts/local.sh start    starts what does not run, and prints the lines for .env
#   scripts/local.sh status   says what runs; exit code 1 when nothing does
#   scripts/local.sh stop     stops both; the data stays
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

simulators=artifacts/bin/Simulators/debug/Simulators
if [ "${1:-}" = start ] || [ ! -x "$simulators" ]; then
  scripts/install-tools.sh
  scripts/build.sh tests/Simulators
fi
exec "$simulators" local "${1:-}" "${WORKERS_LOCAL_FOLDER:-.local}"
