#!/usr/bin/env bash
# Shows the whole system on this machine alone: about 20 documents are bought, stored and read while you watch.
# Installs what is missing, builds, and plays. The exit code is 0 only when every document ended as tests/Simulators/Demo/feed.json says.
#   scripts/demo.sh          plays once and leaves nothing behind
#   scripts/demo.sh --keep   leaves everything running at the end and prints lines to look around with; Ctrl-C ends it
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case "${1:-}" in
  '' | --keep) ;;
  *) echo "Usage: scripts/demo.sh [--keep]" >&2; exit 2 ;;
esac

scripts/install-tools.sh
echo "Building…"
scripts/build.sh
scripts/install-tools.sh --browser
# Without its debugger sockets a program that is killed leaves nothing in /tmp.
export DOTNET_EnableDiagnostics=0
exec artifacts/bin/Simulators/debug/Simulators demo "$@"
