#!/usr/bin/env bash
# Runs the suites of the job store, the capacity ledger and the Gemini limiter with the shared Redis and Postgres in containers.
#   scripts/test-containers.sh           installs what is missing, builds, makes the images once, runs
#   scripts/test-containers.sh --built   the same without a build
# The last line is "containers: N passed, N failed". The exit code is 0 only when nothing failed; 3 when no container engine can be had,
# which the last line then explains. Ends by itself within 6 minutes after the build.
# Where DOCKER_HOST is set, its engine and Docker's own images are taken (TEST_REDIS_IMAGE and TEST_POSTGRES_IMAGE name others).
# Otherwise it is podman, in namespaces that end with the run, with images made from this system's own servers: no registry is asked.
# Tests that kill, restart or pause a server keep native ones, see tests/Workers.Tests/Support/TestServers.cs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

no_engine() { echo "containers: no engine: $*" >&2; exit 3; }

case "${1:-}" in
  '' | --built) ;;
  *) echo "Usage: scripts/test-containers.sh [--built]" >&2; exit 2 ;;
esac

engine=()
if [ -z "${DOCKER_HOST:-}" ]; then
  [ "$(id -u)" -eq 0 ] || no_engine "set DOCKER_HOST to one that runs, or run this as root for a private one"
  scripts/install-tools.sh --containers || no_engine "podman could not be installed"
  engine=(unshare --mount --net --pid --fork --kill-child --mount-proc)
  why=$("${engine[@]}" true 2>&1) || no_engine "namespaces are not allowed here ($why)"
  engine+=(scripts/containers/run.sh)
fi

scripts/install-tools.sh
if [ "${1:-}" != --built ]; then
  echo "Building…"
  scripts/build.sh
fi

suites=()
for suite in Support Jobs 'Jobs.*' Capacity.Ledger Gemini.Quota; do suites+=(-namespace "Workers.$suite"); done
# What tries another front or a pooler before the same database is run by scripts/test.sh.
suites+=(-trait- Needs=Node -trait- Needs=PgBouncer -class- Workers.Jobs.StrangerJobStoreTests)

# Two runs of one checkout share the images and take turns.
mkdir -p artifacts
exec 9>artifacts/.containers-lock
flock --timeout 400 9 || no_engine "another run of this checkout holds it"

log=$(mktemp)
# Control groups are all that the namespaces do not end; those that somebody uses refuse to go.
groups_before=$(compgen -G '/sys/fs/cgroup/*/libpod_parent' || true)
clean_up() {
  rm -f "$log"
  [ -n "$groups_before" ] || find /sys/fs/cgroup -depth -type d -path '*/libpod_parent*' -exec rmdir {} + 2>/dev/null || true
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP
status=0
TEST_SERVERS=containers timeout --kill-after=20 900 "${engine[@]}" \
  artifacts/bin/Workers.Tests/debug/Workers.Tests -noLogo -noColor -longRunning 60 "${suites[@]}" \
  2>&1 9>&- | tee "$log" || status=$?
[ "$status" -ne 3 ] || exit 3

summary=$(grep -E 'Total: [0-9]+, Errors: [0-9]+' "$log" | tail -n 1 || true)
count() { sed -n "s/.*$1: \([0-9]*\).*/\1/p" <<<"$summary"; }
if [ -z "$summary" ]; then
  echo "The test runner ended with $status and no summary." >&2
  echo "containers: 0 passed, 1 failed"
  exit 1
fi
total=$(count Total) failed=$(($(count Errors) + $(count Failed))) skipped=$(count Skipped) not_run=$(count 'Not Run')
[ "$skipped" -eq 0 ] || echo "$skipped skipped: a skipped test counts against the run."
echo "containers: $((total - $(count Failed) - skipped - not_run)) passed, $failed failed"
[ "$status" -eq 0 ] && [ "$failed" -eq 0 ] && [ "$skipped" -eq 0 ] && [ "$total" -gt "$not_run" ]
