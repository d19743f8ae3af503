#!/bin/sh
# The first process of the Postgres image, as its unprivileged user: makes the cluster once, then becomes the server.
#   Takes POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_INITDB_ARGS and the server's arguments, as Docker's own image does.
set -eu
data=/var/lib/postgresql/data
if [ ! -e "$data/PG_VERSION" ]; then
  printf '%s\n' "$POSTGRES_PASSWORD" >/tmp/password
  # The arguments are words of a line.
  # shellcheck disable=SC2086
  /usr/lib/postgresql/bin/initdb -D "$data" -U "${POSTGRES_USER:-postgres}" -A scram-sha-256 --pwfile=/tmp/password --no-instructions ${POSTGRES_INITDB_ARGS:-}
  rm /tmp/password
  echo 'host all all all scram-sha-256' >>"$data/pg_hba.conf"
fi
exec /usr/lib/postgresql/bin/postgres -D "$data" -c 'listen_addresses=*' -c unix_socket_directories= "$@"
