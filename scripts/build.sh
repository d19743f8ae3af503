#!/usr/bin/env bash
# Builds quietly and leaves no build server behind: scripts/build.sh [project or solution]. Says something only when it fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# Two builds of one checkout take turns.
mkdir -p artifacts
exec 9>artifacts/.build-lock
flock 9
if ! said=$(MSBUILDDISABLENODEREUSE=1 dotnet build "${1:-Workers.sln}" -p:UseSharedCompilation=false --verbosity quiet -nologo 2>&1); then
  printf '%s\n' "$said" >&2
  exit 1
fi
