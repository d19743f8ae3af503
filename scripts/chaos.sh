#!/usr/bin/env bash
# Runs daemons on a private world while they are killed, frozen and cut off and everything around them fails, then shows
# every promise with what was measured. The exit code is 0 only when all were kept.
#   scripts/chaos.sh [--machines N] [minutes] [seed…]
# 1 minute and a random seed by default; several seeds run one after the other. The same seed gives the same documents and faults.
# --machines makes each daemon a server of its own, in a network namespace where the rights allow it; without it two daemons share
# one server. Tables go to artifacts/chaos as Markdown and JSON, and the daemons' logs when a promise was broken.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/install-tools.sh
echo "Building…"
scripts/build.sh
scripts/install-tools.sh --browser
# Without its debugger sockets a program that is killed leaves nothing in /tmp.
export DOTNET_EnableDiagnostics=0
exec artifacts/bin/Simulators/debug/Simulators chaos "$@"
