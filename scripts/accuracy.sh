#!/usr/bin/env bash
# Measures how exactly pages are read whose truth is known, and what the acceptance gate makes of lies about them. Asks no model.
#   scripts/accuracy.sh [--write] [options of the accuracy command]
# --write puts the tables into docs/accuracy.md; without it they are printed, and kept in artifacts/accuracy.md.
# The command's options: --quick (under a minute), --printed N, --scanned N (documents of each template), --seed N, --template NAME,
# --looks clean,typical,hard (scans of these looks, so many of each), --list (names every miss and every false alarm), --keep DIR (the documents, to be looked at), --real (asks the model of GEMINI_API_KEY too: costs money).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

write='' options=()
for option in "$@"; do
  case $option in
    --help | -h)
      sed -n '2,/^set /{/^set /d; s/^# \{0,1\}//p}' scripts/accuracy.sh
      exit
      ;;
    --write) write=yes ;;
    *) options+=("$option") ;;
  esac
done

# Fonts, poppler, Leptonica, Tesseract and its French: what is missing is named and installed, or the run ends here.
scripts/install-tools.sh --fonts
echo "Building…" >&2
scripts/build.sh tests/Workers.Benchmarks/Workers.Benchmarks.csproj
table=artifacts/accuracy.md
artifacts/bin/Workers.Benchmarks/debug/Workers.Benchmarks accuracy --out "$table" "${options[@]}"
[ -n "$write" ] || exit 0

begin='<!-- tables -->' end='<!-- end of tables -->'
page=docs/accuracy.md
written=$(mktemp)
trap 'rm -f "$written"' EXIT
awk -v begin="$begin" -v end="$end" -v table="$table" -v head="\`scripts/accuracy.sh --write ${options[*]:-}\`, $(date -u +%F):" '
  $0 == begin { print; print ""; print head; print ""; while ((getline line < table) > 0) print line; skip = 1 }
  $0 == end { skip = 0 }
  !skip { if ($0 != begin) print }' "$page" >"$written"
cat "$written" >"$page"
echo "Written to $page" >&2
