#!/usr/bin/env bash
# Installs Workers as a service of this machine, brings it to another version, or takes it away. Every verb may be repeated.
#
# scripts/install.sh [install] [options]     publishes this tree and puts it in place: user, folders, environment file, unit; starts nothing
# scripts/install.sh upgrade [options]       publishes beside, stops when safe, migrates, switches, starts; goes back where it does not get well
# scripts/install.sh uninstall [options]     takes program and unit away; settings, data and documents stay
#
#   --from DIR         a folder that was published before, instead of publishing this tree (self-contained, for linux-x64 or linux-arm64)
#   --root DIR         installs under DIR instead of /: makes no user, asks no service manager
#   --service PROGRAM  what starts and stops the daemon instead of systemctl: called with start, stop or is-active, which may say its state as systemctl does
#   --backup DIR       upgrade: runs 'Workers backup DIR' before the database is migrated
#   --wait SECONDS     upgrade: how long the new version may take to get well (120)
#   --stop-wait TIME   upgrade: how long the moment at which nothing is being paid for is waited for (10m)
#   --purge-data       uninstall: also settings, data and user; asks for the name of the data folder first
#   --dry-run          only says what would be done
#   --help             this text
#
# Program: /opt/workers/versions/VERSION, with 'current' and 'previous' beside; settings: /etc/workers/workers.env; data: /var/lib/workers;
# commands: 'workers health' runs the installed program as its user with its settings.
# Exit codes: 0 done; 1 something is missing or failed, and the former version runs; 2 command line; 3 went back to the former version.
set -euo pipefail
# Whoever calls it, the program can be run by its user.
umask 022
self=$(realpath "${BASH_SOURCE[0]}")

usage() { sed -n '2,/^set /{/^set /d; s/^# \{0,1\}//p}' "$self"; }
say() { echo "install: $*"; }
fail() { echo "install: $*" >&2; exit 1; }
misused() { echo "install: $*; see scripts/install.sh --help" >&2; exit 2; }

host=$(uname -n | cut -d. -f1)
verb=install from='' root='' service='' backup='' wait=120 stop_wait=10m purge='' dry=''
case ${1:-} in install | upgrade | uninstall) verb=$1; shift ;; esac
while [ $# -gt 0 ]; do
  case $1 in
    --from | --root | --service | --backup | --wait | --stop-wait)
      [ -n "${2:-}" ] || misused "$1 needs a value"
      case $1 in --wait) wait=$2 ;; --stop-wait) stop_wait=$2 ;; *) declare "${1#--}=$(realpath -m "$2")" ;; esac; shift ;;
    --purge-data) purge=yes ;;
    --dry-run) dry=yes ;;
    --help | -h) usage; exit ;;
    *) misused "found '$1'" ;;
  esac
  shift
done
[[ $wait =~ ^[0-9]{1,5}$ ]] || misused "--wait: found '$wait'; allowed: seconds"

# Folders were named where the caller stands.
cd "${self%/*}/.."
[ "$root" != / ] || root=
opt=$root/opt/workers etc=$root/etc/workers data=$root/var/lib/workers user=workers
env_file=$etc/workers.env unit=$root/etc/systemd/system/workers.service command=$root/usr/local/bin/workers

act() { if [ -n "$dry" ]; then echo "would: $*"; else "$@"; fi; }
has_program() { PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null; }
# systemctl is there on machines that systemd does not run too.
runs_systemd() { [ -z "$root" ] && [ -d /run/systemd/system ] && has_program systemctl; }
is_whole_machine() { [ -z "$root" ]; }

# The installed program with the service's settings, as the service's user, which alone may read both.
run_version() {
  local program=$1/Workers as=(); shift
  if is_whole_machine; then as=(setpriv --reuid "$user" --regid "$user" --init-groups --no-new-privs env "HOME=/var/lib/workers" "PLAYWRIGHT_BROWSERS_PATH=/opt/workers/browsers"); fi
  (cd / && "${as[@]}" "$program" "$@" --env-file "$env_file")
}
daemon() { if [ -n "$service" ]; then "$service" "$1"; elif runs_systemd; then systemctl "$1" workers; else return 4; fi; }
has_service() { [ -n "$service" ] || runs_systemd; }
# Exit code 0 means active whatever is said, but for the words of a unit on its way: one that starts anew after each crash is 'activating'.
state() {
  local said code=0; said=$(daemon is-active 2>/dev/null) || code=$?
  case $said in activating | deactivating | reloading | refreshing) ;; *) [ "$code" -ne 0 ] || said=active ;; esac
  echo "${said:-inactive}"
}
is_active() { [ "$(state)" = active ]; }
is_up() { case $(state) in active | activating | deactivating | reloading | refreshing) ;; *) false ;; esac; }

# In good order: when nothing is being paid for; one that is just starting at once. The daemons of this machine alone.
stop_daemon() {
  local told until=$((SECONDS + 30)); say "stopping it when nothing is being paid for, for up to $stop_wait"
  while is_active; do
    if told=$(run_version "$opt/current" stop --when-safe --server "$host" --wait "$stop_wait" --why "$1" 2>&1); then say "$told"; break; fi
    # One that has just been started shows itself in a moment.
    if [[ $told == *"nothing to stop"* ]] && [ "$SECONDS" -lt "$until" ]; then sleep 2; continue; fi
    [[ $told != *"nothing to stop"* ]] || told="it runs and does not show itself on the Redis of $env_file."
    daemon start || true; fail "it was not stopped: $told $2"
  done
  daemon stop
}
check_machine() {
  local missing=()
  [ "$(uname -s)" = Linux ] || fail "found $(uname -s); Workers runs on Linux."
  if is_whole_machine && [ -z "$dry" ] && [ "$(id -u)" -ne 0 ]; then
    fail "root is needed to make the user and the folders: sudo $PWD/scripts/install.sh $verb (or --root DIR to look at it somewhere)"
  fi
  [ -n "$from" ] || has_program dotnet || missing+=("the .NET 10 SDK (https://dotnet.microsoft.com/download/dotnet/10.0; or --from a folder that was published elsewhere)")
  for program in pdftoppm tesseract prlimit setsid setpriv; do has_program "$program" || missing+=("$program"); done
  [ -n "$root" ] || has_program chromium-headless-shell || [ -n "${CHROMIUM_PATH:-}" ] || compgen -G '/opt/workers/browsers/chromium*' >/dev/null \
    || missing+=("chromium-headless-shell (or Playwright's own: PLAYWRIGHT_BROWSERS_PATH=/opt/workers/browsers scripts/install-tools.sh --browser)")
  [ ${#missing[@]} -eq 0 ] || fail "missing: $(printf '%s; ' "${missing[@]}")scripts/install-tools.sh installs what Workers and its tests need."
}

# A version is its number and what it holds: the same build is found again, another one of the same number lies beside it.
published='' version='' unit_replaced=''
publish() {
  if [ -n "$from" ]; then
    published=$from
    { [ -f "$published/Workers.dll" ] && [ -x "$published/Workers" ]; } || fail "$from holds no published program (Workers, Workers.dll): dotnet publish src/Workers -c Release -r linux-x64 --self-contained -o DIR"
  elif [ -n "$dry" ]; then
    say "would publish this tree, self-contained"
    version=NEW; return
  else
    local rid=linux-x64 work
    [ "$(uname -m)" = aarch64 ] && rid=linux-arm64
    work=$(mktemp -d)
    # shellcheck disable=SC2064
    trap "rm -rf '$work'" EXIT
    published=$work/published
    say "publishing for $rid (a minute or two)"
    dotnet publish src/Workers -c Release -r "$rid" --self-contained -p:ArtifactsPath="$work/artifacts" -p:UseSharedCompilation=false \
      -p:DebugType=none -o "$published" -v quiet --nologo >"$work/log" 2>&1 \
      || { tail -n 20 "$work/log" >&2; fail "the program could not be published; its last lines are above"; }
  fi
  version=$("$published/Workers" --version) || fail "$published/Workers does not run here: was it published for $(uname -m), or not self-contained without .NET on this machine?"
  version=${version%%+*}-$(sha256sum "$published/Workers.dll" "$published/Workers.deps.json" "$published/Workers.runtimeconfig.json" | sha256sum | cut -c1-8)
}
# Beside the others, complete or absent.
place_version() {
  local place=$opt/versions/$version
  if [ -d "$place" ]; then say "$version lies there already"; return; fi
  act mkdir -p "$opt/versions"
  act rm -rf "$place.part"
  act cp -r "$published" "$place.part"
  act chmod -R u=rwX,go=rX "$place.part"
  if is_whole_machine; then act chown -R root:root "$place.part"; fi
  act mv "$place.part" "$place"
}
# A link is replaced by a rename: at no moment is there none.
point() {
  act ln -sfn "versions/$2" "$opt/$1.new"
  act mv -T "$opt/$1.new" "$opt/$1"
}
version_at() { if [ -L "$opt/$1" ]; then basename "$(readlink "$opt/$1")"; fi; }
place_files() {
  local own=() shared=()
  if is_whole_machine; then
    getent group "$user" >/dev/null || act groupadd --system "$user"
    getent passwd "$user" >/dev/null || act useradd --system --gid "$user" --home-dir /var/lib/workers --no-create-home --shell /usr/sbin/nologin "$user"
    own=(-o "$user" -g "$user") shared=(-o root -g "$user")
  fi
  act mkdir -p "$(dirname "$etc")" "$(dirname "$data")" "$(dirname "$unit")" "$(dirname "$command")"
  act install -d -m 0700 "${own[@]}" "$data"
  act install -d -m 0750 "${shared[@]}" "$etc"
  if [ -e "$env_file" ]; then say "$env_file stays as it is"; else act install -m 0640 "${shared[@]}" .env.example "$env_file"; fi
  if [ -f "$unit" ] && ! cmp -s config/workers.service "$unit"; then
    act cp -p "$unit" "$unit.before"; unit_replaced=yes; say "$unit was another: kept as $unit.before. Changes of yours belong into 'systemctl edit workers'."
  fi
  act install -m 0644 config/workers.service "$unit"
  act install -m 0755 config/workers "$command"
  if runs_systemd; then act systemctl daemon-reload; fi
}
# The last two stay: the one that runs, and the way back.
drop_old() {
  local kept; kept=$(version_at current; version_at previous)
  for old in "$opt"/versions/*/; do
    old=$(basename "$old")
    grep -Fxq -- "$old" <<<"$kept" || [ ! -d "$opt/versions/$old" ] || act rm -rf "$opt/versions/$old"
  done
}
install_service() {
  check_machine
  publish
  local before; before=$(version_at current)
  if [ -n "$before" ] && [ "$before" != "$version" ] && is_up; then
    fail "$before runs: scripts/install.sh upgrade stops it when nothing is being paid for, migrates and goes back where that fails"
  fi
  place_version; place_files
  if [ -n "$before" ] && [ "$before" != "$version" ]; then point previous "$before"; fi
  point current "$version"
  drop_old
  local workers=workers; [ -z "$root" ] || workers=$command
  if [ -n "$dry" ]; then say "$version would be installed. Then:"; else say "$version is installed. Next:"; fi
  printf '  %s\n' "1. fill in $env_file" "2. $workers doctor          # each fault with its repair" "3. $workers migrate"
  if runs_systemd; then echo "  4. systemctl enable --now workers"; else echo "  4. start it: $workers run (no systemd runs here)"; fi
}

# What speaks against a version, as 'health' tells it, with environment or loop: it does not serve, the schema does not fit, a loop here does not pass. What is wrong outside is no
# fault of it. Where Redis or a database is not reached, 'health' does not know the rest.
find_faults() {
  local told faults code=0
  told=$(run_version "$1" health --json 2>/dev/null) || code=$?
  faults=$(awk -F'"' -v here="$host: " '$2 == "code" { code = $4; if (code ~ /^(redis|database)_(away|frozen|key_refused|missing|refuses)$/) sub(/_.*/, "_not_reached", code) }
      $2 == "environment" { fault = code ($4 ? " " $4 : "") }
      $2 == "sentence" && code ~ /^(daemon_frozen|loop_late)$/ { if (index($4, here) != 1) next; fault = code " " substr($4, length(here) + 1); sub(/ has .*/, "", fault); gsub(/\\u0027/, "", fault) }
      $2 == "sentence" && code ~ /^(no_daemon|environment_not_served|orders_unknown|daemon_without_orders|browser_fails|not_migrated|schema_newer|statuses_differ|daemon_frozen|loop_late|.*_not_reached)$/ { print fault }' <<<"$told" | sort -u)
  case $code in
    0 | 1) ;; 69) faults=${faults:-blind} ;; *) faults=${faults:-health_does_not_answer} ;;
  esac; [ -z "$faults" ] || echo "$faults"
}

# Well: it runs, reaches Redis and databases, and has no fault that was not there before, for 45 s (or --wait, where that is less): one that ends soon after its start, or whose
# loop hangs from then on, is not taken for well. 2: nobody can say, for the former version does not reach them either.
wait_until_well() {
  local before=$1 until=$((SECONDS + wait)) since='' faults bad unknown
  while :; do
    if is_active; then faults=$(find_faults "$opt/current"); else faults="it does not run"; fi
    unknown=$(grep -E '^blind$|_not_reached' <<<"$faults" || true)
    bad=$(comm -13 <(grep -vx no_daemon <<<"$before") <(grep -Ev '^blind$|_not_reached' <<<"$faults"))
    if [ -n "$bad$unknown" ]; then since=''; else since=${since:-$SECONDS}; fi
    [ -z "$since" ] || [ $((SECONDS - since)) -lt $((wait < 45 ? wait : 45)) ] || return 0
    [ "$SECONDS" -lt "$until" ] || [ -n "$since" ] || break; sleep 2
  done
  if [ -z "$bad" ]; then
    faults=$(find_faults "$opt/previous")
    case $faults in blind | health_does_not_answer) ;; *) bad=$(comm -23 <(echo "$unknown") <(echo "$faults")) ;; esac
    [ -n "$bad" ] || { say "$version runs; nobody can say how it does, nor could the former version ($(paste -sd, <<<"$unknown")): look with 'workers health'"; return 2; }
  fi
  say "$version is not well after $wait s: $(paste -sd, <<<"$bad")"; return 1
}
# What 'migrate' would refuse after the daemon was stopped.
require_database_urls() {
  for name in $(sed -n 's/^ *\(export \)\{0,1\}\([A-Z]*\)_SUPABASE_URL *=.*[^ ].*/\2/p' "$env_file"); do
    grep -Eq "^ *(export )?${name}_SUPABASE_DB_URL *= *[\"']?[^\"' ]" "$env_file" || fail "$name: migrate needs ${name}_SUPABASE_DB_URL in $env_file (at Supabase: Connect, session pooler). Nothing was stopped or changed."
  done
}
upgrade_service() {
  check_machine
  local before faults older verdict=0
  before=$(version_at current) older=$(version_at previous)
  [ -n "$before" ] || fail "nothing is installed under $opt: scripts/install.sh first"
  [ -f "$env_file" ] || fail "$env_file is missing: without settings nothing can be migrated"
  has_service || fail "no systemd runs here: name what starts and stops the daemon with --service PROGRAM"
  publish
  if [ "$version" = "$before" ]; then
    place_files
    if is_up; then say "$version is what runs already"; else say "$version is in place and does not run: workers migrate, then start it"; fi
    return
  fi
  place_version
  if [ -n "$dry" ]; then say "would stop $before when safe${backup:+, back up into $backup}, migrate, start $version and wait $wait s until it is well"; return; fi
  place_files
  faults=$(find_faults "$opt/current")
  require_database_urls
  stop_daemon "upgrade to $version" "$before runs on, or was started again; try again when less is being bought, or with a longer --stop-wait."
  trap 'go_back "$before" "$older"' INT TERM
  if [ -n "$backup" ]; then
    run_version "$opt/current" backup "$backup" || { daemon start; fail "there is no backup, so nothing was changed; $before was started again"; }
  fi
  if run_version "$opt/versions/$version" migrate; then
    point previous "$before"
    point current "$version"
    if daemon start; then wait_until_well "$faults" || verdict=$?; else verdict=1; fi
    if [ "$verdict" -ne 1 ]; then
      trap - INT TERM
      [ "$verdict" -ne 0 ] || drop_old
      say "$version runs; $before stays as the way back"; return
    fi
  else
    say "the database was not migrated"
  fi
  go_back "$before" "$older"
}
# The database as the new version left it serves the former one too: nothing is taken back.
go_back() {
  trap - INT TERM
  say "going back to $1"
  daemon stop || true
  if [ -n "$unit_replaced" ]; then cp -p "$unit.before" "$unit"; if runs_systemd; then systemctl daemon-reload; fi; fi
  point current "$1"
  if [ -n "$2" ]; then point previous "$2"; else rm -f "$opt/previous"; fi
  if daemon start; then say "$1 runs again. $version stays in $opt/versions to be looked at."; else say "$1 does not start either: journalctl -u workers"; fi
  exit 3
}
count_files() { { find "$1" -type f 2>/dev/null || true; } | wc -l; }
uninstall_service() {
  if is_whole_machine && [ -z "$dry" ] && [ "$(id -u)" -ne 0 ]; then fail "root is needed: sudo $PWD/scripts/install.sh uninstall"; fi
  if [ -n "$purge" ] && [ -z "$dry" ]; then
    local paid answer kept
    while read -r kept; do
      case $(realpath -m "$root$kept")/ in "$data"/*) fail "$kept holds bought documents and lies in $data: move it away first. Nothing was changed." ;; esac
    done < <(sed -n "s/^ *[A-Z]*_DOCUMENTS_PATH= *[\"']\{0,1\}\([^\"']*\).*/\1/p" "$env_file" 2>/dev/null)
    paid=$(count_files "$data/registre/received")
    say "$data holds $(count_files "$data") files, $paid of them paid documents or their facts that lie here alone until they are stored. Nothing brings them back."
    read -r -p "install: type the name of the data folder to delete it with $etc: " answer || answer=''
    [ "$answer" = "$data" ] || fail "found '$answer'; expected '$data': nothing was changed"
  fi
  if is_up; then
    if [ -n "$dry" ]; then say "would stop the daemon when safe"; else stop_daemon uninstall "Nothing was taken away."; fi
  fi
  if runs_systemd && [ -e "$unit" ]; then act systemctl disable -q workers || true; fi
  act rm -rf "$unit" "$unit.before" "$command" "$opt"
  if runs_systemd; then act systemctl daemon-reload; fi
  [ -n "$purge" ] || { say "uninstalled. Kept: $env_file, $data, user $user. Databases, Redis and documents folders are untouched. 'scripts/install.sh' brings it back."; return; }
  act rm -rf "$etc" "$data"
  if is_whole_machine && getent passwd "$user" >/dev/null; then act userdel "$user"; fi
  say "uninstalled, with settings and data. Databases, Redis and documents folders elsewhere are untouched."
}

"${verb}_service"
