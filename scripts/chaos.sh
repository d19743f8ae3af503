#!/usr/bin/env bash
# Runs two daemons on a private world while they are killed and frozen and everything around them fails, then shows
# every promise with what was measured. The exit code is 0 only when all were kept.
#   scripts/chaos.sh [minutes] [seed]   1 minute and a random seed by default; the same seed gives the same documents and faults
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/install-tools.sh
echo "Building…"
scripts/build.sh
scripts/install-tools.sh --browser
# Without its debugger sockets a program that is killed leaves nothing in /tmp.
export DOTNET_EnableDiagnostics=0
exec artifacts/bin/Simulators/debug/Simulators chaos "${1:-1}" "${2:-$RANDOM}"
