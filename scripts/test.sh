#!/usr/bin/env bash
# Installs what is missing, builds, and runs the tests against real private servers.
#
# scripts/test.sh [--room ROOM]... [--require-node] [runner arguments]
#
#   --room ROOM     only the tests of this room: namespaces Workers.ROOM and Workers.ROOM.*; may be given several times
#   --require-node  without Node 20 or newer the run fails; otherwise the suites that need it are left out and named
#   --help          this text
#
# Other arguments go to the test runner, such as: -class "Workers.Jobs.RestartTests"
# The last line is "N passed, N failed"; the exit code is 0 only when nothing failed and nothing was skipped.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Rooms are the folders that hold test classes.
list_rooms() { find tests/Workers.Tests -mindepth 2 -name '*Tests.cs' | cut -d/ -f3 | LC_ALL=C sort -u; }

require_node=
filters=() runner=()
add_room() {
  if ! list_rooms | grep -Fx -- "$1" >/dev/null; then
    echo "There is no room \"$1\". The rooms: $(list_rooms | paste -sd' ')." >&2
    exit 2
  fi
  filters+=(-namespace "Workers.$1" -namespace "Workers.$1.*")
}
while [ $# -gt 0 ]; do
  case $1 in
    --help | -h)
      sed -n '2,/^set /{/^set /d; s/^# \{0,1\}//p}' scripts/test.sh
      echo
      echo "Rooms: $(list_rooms | paste -sd' ')"
      exit
      ;;
    --require-node) require_node=yes ;;
    --room)
      add_room "${2:-}"
      shift
      ;;
    --room=*) add_room "${1#--room=}" ;;
    *) runner+=("$1") ;;
  esac
  shift
done

scripts/install-tools.sh --fonts
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

# Servers that a suite or two need, by the name of their trait.
without_servers=() absent=()
for server in Nginx PgBouncer Prometheus Systemd; do
  scripts/install-tools.sh "--${server,,}" && continue
  absent+=("$server")
  without_servers+=(-trait- "Needs=$server")
done

# The last release, which suites run beside this tree. It is built once from the history and kept.
without_release=() why_without_release='' built=0
scripts/last-release.sh >/dev/null || built=$?
case $built in
  0) ;;
  3)
    why_without_release="The history has not the last release (tests/last-release)"
    without_release=(-trait- "Needs=LastRelease")
    ;;
  *) exit 1 ;;
esac

log=$(mktemp) times=$(mktemp) help=$(mktemp)
trap 'rm -f "$log" "$times" "$help"' EXIT
# What the option for the file of results is called depends on the runner's version.
"$tests" -noLogo -noColor '-?' >"$help" 2>&1 || true
results=-xml
if grep -q -e '-result-xml' "$help"; then results=-result-xml; fi

# Half of the time a test waits for a server, so more of them run than there are cores.
status=0
"$tests" -noLogo -noColor -maxThreads 1.5x -longRunning 60 "$results" "$times" "${without_node[@]}" "${without_servers[@]}" "${without_release[@]}" "${filters[@]}" "${runner[@]}" 2>&1 \
  | tee "$log" || status=$?

summary=$(grep -E 'Total: [0-9]+, Errors: [0-9]+' "$log" | tail -n 1 || true)
count() { echo "$summary" | sed -n "s/.*$1: \([0-9]*\).*/\1/p"; }
total=$(count Total) errors=$(count Errors) failed=$(count Failed) skipped=$(count Skipped) not_run=$(count 'Not Run')

if [ -z "$total" ]; then
  echo "The test runner ended with $status and no summary." >&2
  total=0 errors=1 failed=0 skipped=0 not_run=0
fi
if [ ${#without_node[@]} -gt 0 ]; then
  echo "$why_without_node; these suites did not run:"
  "$tests" -noLogo -noColor -trait Needs=Node "${filters[@]}" -list classes | grep -E '^ *Workers\.' || true
fi
if [ -n "$why_without_release" ]; then
  echo "$why_without_release; these suites did not run:"
  "$tests" -noLogo -noColor -trait Needs=LastRelease "${filters[@]}" -list classes | grep -E '^ *Workers\.' || true
fi
for server in "${absent[@]}"; do
  echo "${server,,} could not be installed; these suites did not run:"
  "$tests" -noLogo -noColor -trait "Needs=$server" "${filters[@]}" -list classes | grep -E '^ *Workers\.' || true
done
if [ "$skipped" -gt 0 ]; then
  echo "$skipped skipped: a skipped test counts against the run."
  status=1
fi
[ "$total" -gt 0 ] || status=1
if [ -s "$times" ]; then
  echo "The slowest, in seconds:"
  { grep -o '<test [^>]*>' "$times" || true; } \
    | sed -n 's/.* name="\([^"]*\)".* time="\([0-9.]*\)".*/\2 \1/p' \
    | sed 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g' \
    | LC_ALL=C sort -rn | awk 'NR <= 20 { time = $1; sub(/^[^ ]* /, ""); printf "%8.1f  %s\n", time, substr($0, 1, 150) }'
fi
# Each failure once more, where whoever reads only the end finds it: its name and the first 40 lines of what it said.
if [ $((failed + errors)) -gt 0 ]; then
  echo "What failed:"
  awk '/^    [^ ].* \[FAIL\]$/ { left = 41 } !/^(    .* \[FAIL\]|      .*|)$/ { left = 0 } left-- > 0' "$log"
fi
echo "$((total - failed - skipped - not_run)) passed, $((failed + errors)) failed"
[ $((failed + errors)) -eq 0 ] || status=1
exit "$status"
