#!/usr/bin/env bash
# Installs the native programs that Workers, its tests and its demo need, and only those that are missing.
# Silent when nothing is missing. Needs root or a sudo that does not ask; otherwise prints the line to run and stops.
# Starts no service, enables none at boot, and leaves every Redis and Postgres that is already here as it is.
# With --containers: also the container engine of scripts/test-containers.sh. With --nginx, --pgbouncer, --prometheus, --systemd: also the server of that name, which a suite needs; --systemd: only what judges a unit.
# With --fonts: also the fonts that the gold set of the tests is drawn with.
# With --browser (after a build): also fetches Playwright's own Chromium where the system offers no usable one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { echo "install-tools: $*" >&2; }
fail() { say "$*"; exit 1; }
has_program() { PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null; }
libraries=$(PATH="$PATH:/usr/sbin:/sbin" ldconfig -p)
has_library() { [[ $libraries == *"$1"* ]]; }
has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || has_program initdb; }
has_french() { compgen -G '/usr/share/tesseract-ocr/*/tessdata/fra.traineddata' >/dev/null || compgen -G '/usr/share/tessdata/fra.traineddata' >/dev/null; }
has_debian_browser() { has_program chromium-headless-shell; }
has_playwright_browser() { compgen -G "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}/chromium*/*/*" >/dev/null; }

system_id=unknown system_version=unknown
if [ -r /etc/os-release ]; then
  system_id=$(sed -n 's/^ID=//p' /etc/os-release | tr -d '"')
  system_version=$(sed -n 's/^VERSION_ID=//p' /etc/os-release | tr -d '"')
fi

# Package names that differ between systems.
case "$system_id-$system_version" in
  debian-12) icu=libicu72 ssl=libssl3 leptonica=liblept5 browser=(chromium-headless-shell) ;;
  debian-13) icu=libicu76 ssl=libssl3t64 leptonica=libleptonica6 browser=(chromium-headless-shell) ;;
  ubuntu-24.04)
    icu=libicu74 ssl=libssl3t64 leptonica=liblept5
    # No usable package here: these are the libraries that Playwright's own Chromium loads.
    browser=(libasound2t64 libatk-bridge2.0-0t64 libatk1.0-0t64 libatspi2.0-0t64 libcairo2 libcups2t64 libdbus-1-3
      libdrm2 libexpat1 libgbm1 libglib2.0-0t64 libnspr4 libnss3 libpango-1.0-0 libx11-6 libxcb1 libxcomposite1
      libxdamage1 libxext6 libxfixes3 libxkbcommon0 libxrandr2)
    ;;
  *) icu='' ssl='' leptonica='' browser=() ;;
esac

fetch_browser() {
  if has_debian_browser || has_playwright_browser || [ -n "${CHROMIUM_PATH:-}" ]; then
    return
  fi
  local driver=artifacts/bin/Workers/debug/.playwright
  [ -d "$driver" ] || fail "build first (dotnet build Workers.sln), then run scripts/install-tools.sh --browser"
  say "fetching Playwright's Chromium"
  "$driver/node/linux-x64/node" "$driver/package/cli.js" install --only-shell chromium >&2 \
    || fail "Playwright could not fetch its Chromium. Set CHROMIUM_PATH to a Chromium of your own."
}

if [ "${1:-}" = --browser ]; then
  fetch_browser
  exit
fi

# What is missing: the package of this system, and the name to tell on another one.
missing=() names=()
lacks() { names+=("$1"); shift; missing+=("$@"); }
has_program redis-server || lacks redis-server redis-server
has_program redis-cli || lacks redis-cli redis-tools
has_postgres || lacks postgres postgresql
if [ "$system_id" = ubuntu ]; then
  if ! has_library libnss3.so || ! has_library libgbm.so.1; then
    lacks "Chromium's libraries" "${browser[@]}"
  fi
else
  has_debian_browser || [ -n "${CHROMIUM_PATH:-}" ] || lacks chromium-headless-shell "${browser[@]}"
fi
has_program pdftoppm || lacks pdftoppm poppler-utils
has_library liblept.so.5 || has_library libleptonica.so.6 || lacks Leptonica "$leptonica"
has_program tesseract || lacks Tesseract tesseract-ocr
has_french || lacks "Tesseract's French" tesseract-ocr-fra
has_library libicuuc || lacks ICU "$icu"
has_library libssl.so.3 || lacks OpenSSL "$ssl"
[ -e /etc/ssl/certs/ca-certificates.crt ] || lacks "root certificates" ca-certificates
[ -e /usr/share/zoneinfo/America/Toronto ] || lacks "time zones" tzdata
[ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || lacks "DejaVu fonts" fonts-dejavu-core

if [ "${1:-}" = --containers ]; then
  has_program podman || lacks podman podman
  has_program runc || lacks runc runc
  has_program iptables || lacks iptables iptables
  has_program ip || lacks iproute2 iproute2
  [ -x /usr/lib/cni/portmap ] || [ -x /usr/lib/podman/netavark ] || lacks "CNI's plugins" containernetworking-plugins
fi

if [ "${1:-}" = --nginx ]; then
  has_program nginx || lacks nginx nginx
fi

if [ "${1:-}" = --pgbouncer ]; then
  has_program pgbouncer || lacks pgbouncer pgbouncer
fi

if [ "${1:-}" = --prometheus ]; then
  # It brings promtool, which checks the rules of config/alerts.yml.
  has_program promtool || lacks promtool prometheus
fi

if [ "${1:-}" = --systemd ]; then
  # It brings systemd-analyze, which judges the unit; it does not become this machine's init.
  has_program systemd-analyze || lacks systemd systemd
fi

if [ "${1:-}" = --fonts ]; then
  # A font file and the package that brings it, as in tests/Simulators/Gold/Forms/Font.cs.
  while read -r package file; do
    [ -e "/usr/share/fonts/$file" ] || lacks "$package" "$package"
  done <<'FONTS'
fonts-liberation truetype/liberation/LiberationSerif-Regular.ttf
fonts-courier-prime opentype/courier-prime/Courier Prime.otf
fonts-essays1743 truetype/essays1743/Essays1743.ttf
fonts-dancingscript opentype/dancingscript/DancingScript-Regular.otf
fonts-ecolier-court truetype/ecolier-court/Ecolier-court.ttf
fonts-dkg-handwriting truetype/fifthhorseman/dkg.ttf
fonts-breip truetype/breip/Breip.ttf
FONTS
fi

check_sdk() {
  dotnet --list-sdks 2>/dev/null | grep -q '^10\.' \
    || fail "the .NET 10 SDK is missing: install it from https://dotnet.microsoft.com/download/dotnet/10.0 and try again"
}

if [ ${#missing[@]} -eq 0 ]; then
  check_sdk
  exit
fi

if [ -z "$icu" ] || ! has_program apt-get; then
  fail "this system ($system_id $system_version) is not known here; please install: ${names[*]}"
fi

if [ "$(id -u)" -ne 0 ]; then
  if has_program sudo && sudo -n true 2>/dev/null; then
    exec sudo -n "$PWD/scripts/install-tools.sh" "$@"
  fi
  say "missing: ${names[*]}"
  say "run this once as root, then try again:"
  if has_program sudo; then
    say "  sudo $PWD/scripts/install-tools.sh"
  else
    say "  su -c $PWD/scripts/install-tools.sh"
  fi
  exit 1
fi

say "installing ${missing[*]}"

# While packages are set up, nothing may be started and Postgres creates no cluster of its own. Both rules go away again.
policy=/usr/sbin/policy-rc.d
cluster_rule=/etc/postgresql-common/createcluster.d/workers-install.conf
log=$(mktemp)
placed=()
put_back() {
  rm -f "$log" "${placed[@]}"
  rmdir --ignore-fail-on-non-empty -p "${cluster_rule%/*}" 2>/dev/null || true
}
trap put_back EXIT
trap 'exit 130' INT TERM HUP
place() {
  [ ! -e "$1" ] || return 0
  mkdir -p "${1%/*}"
  placed+=("$1")
  printf '%s\n' "$2" >"$1"
  chmod "$3" "$1"
}
place "$policy" $'#!/bin/sh\nexit 101' 755
place "$cluster_rule" 'create_main_cluster = false' 644

apt() {
  DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 timeout 900 apt-get -q -y \
    -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold "$@" </dev/null >"$log" 2>&1
}
# The package list may be absent or old: then it is fetched first.
install_missing() {
  apt install --no-install-recommends "${missing[@]}" && return
  apt update && apt install --no-install-recommends "${missing[@]}"
}
# Three tries: a mirror may be away for a moment, and another apt may hold the list of packages.
installed=
for try in 1 2 3; do
  if install_missing; then
    installed=yes
    break
  fi
  tail -n 3 "$log" >&2
  say "attempt $try of 3 failed"
  sleep $((try * 5))
done
[ -n "$installed" ] || fail "apt-get could not install ${missing[*]}"

# A service that came with this installation shall not start at the next boot either.
for package in "${missing[@]}"; do
  case $package in
    redis-server | postgresql | nginx | pgbouncer | prometheus)
      if has_program update-rc.d; then update-rc.d "$package" disable >/dev/null 2>&1 || true; fi
      if has_program systemctl; then systemctl disable -q "$package.service" >/dev/null 2>&1 || true; fi
      ;;
    podman)
      if has_program systemctl; then systemctl disable -q podman.socket podman.service podman-restart.service podman-auto-update.timer >/dev/null 2>&1 || true; fi
      ;;
  esac
done

say "done"
check_sdk
