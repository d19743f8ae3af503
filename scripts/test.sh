#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test against real private servers.
# The last line is "N passed, N failed"; the exit code is 0 only when nothing failed and nothing was skipped.
# Suites that need Node run when Node 20 or newer is here; otherwise the lines before the last name them.
# --require-node makes them compulsory. Other arguments go to the test runner, such as: -class "Workers.Jobs.*"
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

require_node=
if [ "${1:-}" = --require-node ]; then
  require_node=yes
  shift
fi

scripts/install-tools.sh
echo "Building…"
scripts/build.sh
scripts/install-tools.sh --browser

tests=artifacts/bin/Workers.Tests/debug/Workers.Tests
# The packages of the Node suites lie in artifacts/node and are fetched once.
fetch_node_packages() {
  local list=tests/Workers.Tests/Node place=artifacts/node
  cmp -s "$list/package-lock.json" "$place/fetched.json" && return
  mkdir -p "$place"
  cp "$list/package.json" "$list/package-lock.json" "$place/"
  npm ci --prefix "$place" --ignore-scripts --no-audit --no-fund --loglevel=error >&2 && cp "$list/package-lock.json" "$place/fetched.json"
}

node_major=$(node --version 2>/dev/null | sed 's/^v//; s/\..*//' || true)
why_without_node=
if [ "${node_major:-0}" -lt 20 ] || ! command -v npm >/dev/null; then
  why_without_node="Node 20 or newer is missing"
elif ! fetch_node_packages; then
  why_without_node="the packages of the Node suites could not be fetched"
fi
without_node=()
if [ -n "$why_without_node" ]; then
  [ -z "$require_node" ] || { echo "$why_without_node, and this run requires them." >&2; exit 1; }
  without_node=(-trait- Needs=Node)
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
"$tests" -noLogo -noColor -longRunning 60 "${without_node[@]}" "$@" 2>&1 | tee "$log" || status=$?

summary=$(grep -E 'Total: [0-9]+, Errors: [0-9]+' "$log" | tail -n 1)
count() { echo "$summary" | sed -n "s/.*$1: \([0-9]*\).*/\1/p"; }
total=$(count Total) errors=$(count Errors) failed=$(count Failed) skipped=$(count Skipped) not_run=$(count 'Not Run')

if [ -z "$total" ]; then
  echo "The test runner ended with $status and no summary." >&2
  total=0 errors=1 failed=0 skipped=0 not_run=0
fi
if [ ${#without_node[@]} -gt 0 ]; then
  echo "$why_without_node; these suites did not run:"
  "$tests" -noLogo -noColor -trait Needs=Node -list classes | grep -E '^ *Workers\.' || true
fi
if [ "$skipped" -gt 0 ]; then
  echo "$skipped skipped: a skipped test counts against the run."
  status=1
fi
[ "$total" -gt 0 ] || status=1
# Each failure once more, where whoever reads only the end finds it: its name and the first 40 lines of what it said.
if [ $((failed + errors)) -gt 0 ]; then
  echo "What failed:"
  awk '/^    [^ ].* \[FAIL\]$/ { left = 41 } !/^(    .* \[FAIL\]|      .*|)$/ { left = 0 } left-- > 0' "$log"
fi
echo "$((total - failed - skipped - not_run)) passed, $((failed + errors)) failed"
[ $((failed + errors)) -eq 0 ] || status=1
exit "$status"
