#!/usr/bin/env bash
# Builds the last release's program from this repository's history, once, and prints where it is:
#   scripts/last-release.sh [--where]
# tests/last-release names its commit. The program is kept in artifacts/releases/<commit>; a second run only prints. --where prints
# where it is or would be and builds nothing. Exit codes: 0 done, 3 the history has not that commit, 1 the build failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

commit=$(sed -n 's/^commit \([0-9a-f]\{40\}\)$/\1/p' tests/last-release)
if [ -z "$commit" ]; then
  echo "tests/last-release names no commit: found no line \"commit <40 hex digits>\". Write the commit of the last release there." >&2
  exit 1
fi
place=artifacts/releases/$commit
program=$PWD/$place/Workers
case "${1:-}" in
  '') ;;
  --where) echo "$program"; exit ;;
  *) echo "Usage: scripts/last-release.sh [--where]" >&2; exit 2 ;;
esac

mkdir -p artifacts/releases
# Two runs of one checkout take turns; the second finds it done. A build that hangs keeps nobody for ever.
exec 9>artifacts/releases/.lock
if ! flock --wait 900 9; then
  echo "Another run has been building the last release for a quarter of an hour (it holds artifacts/releases/.lock). End it, or wait." >&2
  exit 1
fi
if [ -x "$program" ]; then
  echo "$program"
  exit
fi
# A folder inside another repository has a history too, which is not this one's.
if [ "$(git rev-parse --show-toplevel 2>/dev/null)" != "$(pwd -P)" ]; then
  echo "The last release ($commit) is built from the history, and this folder is no clone. Clone the repository with its history." >&2
  exit 3
fi
if ! git cat-file -e "$commit^{commit}" 2>/dev/null; then
  echo "The history of this clone has not the last release ($commit, tests/last-release). Fetch it: git fetch --unshallow, or git fetch origin $commit" >&2
  exit 3
fi

work=$(mktemp -d artifacts/releases/build-XXXXXX)
trap 'rm -rf "$work"' EXIT
git archive "$commit" -- $(git ls-tree --name-only "$commit" | grep -E '^(Directory\..*|global\.json|nuget\.config|\.editorconfig)$') src | tar -x -C "$work"
# Its analyzers have spoken when it was made; nothing else of that tree is built.
if ! said=$(cd "$work" && MSBUILDDISABLENODEREUSE=1 timeout --kill-after=20 840 dotnet build src/Workers -p:UseSharedCompilation=false -p:RunAnalyzers=false \
  -p:EnforceCodeStyleInBuild=false -p:GenerateDocumentationFile=false --verbosity quiet -nologo 2>&1); then
  printf 'The last release (%s) cannot be built:\n%s\n' "$commit" "$said" >&2
  exit 1
fi
rm -rf "$place"
mv "$work/artifacts/bin/Workers/debug" "$place"
echo "$program"
