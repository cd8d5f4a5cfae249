#!/usr/bin/env bash
# Every check and every test, servers included, from a fresh clone. On Debian it installs what is missing when it may.
# The last line is `N passed, N failed`; a check that fails counts as one failure. See test/live/targets.ts for the
# variables that hand in a running server or leave a target out.
set -uo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n== %s\n' "$*"; }

give_up() {
  printf '\n%s\n\n0 passed, 1 failed\n' "$*"
  exit 1
}

install_packages() {
  local run=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || give_up "Missing: $*. Install them (as root: apt-get install $*) and run this again."
    run=(sudo -n)
  fi
  command -v apt-get >/dev/null || give_up "Missing: $*. Install them and run this again."
  say "Installing $*"
  "${run[@]}" apt-get update -qq || give_up "apt-get update failed."
  "${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" ||
    give_up "apt-get install $* failed."
}

has_postgres() {
  local name
  for name in initdb postgres pg_dump; do
    command -v "$name" >/dev/null || compgen -G "/usr/lib/postgresql/*/bin/$name" >/dev/null || return 1
  done
}

has_mariadb() {
  local name
  for name in mariadbd mariadb-install-db my_print_defaults; do
    PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v "$name" >/dev/null || return 1
  done
}

has_mysql() {
  PATH="$PATH:/usr/sbin:/usr/local/sbin" mysqld --no-defaults --version 2>/dev/null | grep -qv MariaDB
}

# Whether a target of this run needs a server that is started here.
wants() {
  local given="AUTOGEN_TEST_${1^^}"
  [ -z "${!given:-}" ] && case ",${AUTOGEN_TEST_WITHOUT:-}," in *,"$1",*) false ;; esac
}

# The drivers for SQLite are compiled where no binary of theirs fits.
compilers=()
command -v python3 >/dev/null || compilers+=(python3)
{ command -v make && command -v g++; } >/dev/null || compilers+=(build-essential)
[ ${#compilers[@]} -eq 0 ] || install_packages "${compilers[@]}"

# Compiling those and downloading servers go on at once.
modules=""
modules_log="$(mktemp)"
trap 'rm -f "$modules_log"; [ -z "$modules" ] || kill "$modules"' EXIT
if ! node test/installed.js; then
  say "npm ci, beside what follows"
  JOBS=max npm ci --no-audit --no-fund >"$modules_log" 2>&1 &
  modules=$!
fi

command -v sqlite3 >/dev/null || install_packages sqlite3
command -v tmux >/dev/null || install_packages tmux
command -v chromium >/dev/null || command -v google-chrome >/dev/null || [ -n "${AUTOGEN_TEST_BROWSER:-}" ] ||
  install_packages chromium
if wants postgres && ! has_postgres; then install_packages postgresql postgresql-contrib; fi
if wants mariadb && ! has_mariadb; then install_packages mariadb-server-core mariadb-client-core; fi
if wants mysql && ! has_mysql; then bash test/fetch-mysql.sh || give_up "MySQL could not be unpacked."; fi

if [ -n "$modules" ]; then
  say "npm ci"
  status=0
  wait "$modules" || status=$?
  modules=""
  cat "$modules_log"
  [ "$status" -eq 0 ] || give_up "npm ci failed."
fi

failed=()
check() {
  say "$*"
  "$@" || failed+=("$*")
}
check npm run --silent build
check npm run --silent lint
check npm run --silent format:check
check npm run --silent knip
check npm run --silent packages

say "vitest"
AUTOGEN_TEST_TALLY="$(mktemp)"
export AUTOGEN_TEST_TALLY
trap 'rm -f "$AUTOGEN_TEST_TALLY" "$modules_log"' EXIT
status=0
npm test --silent -- --reporter=default --reporter=./test/tally-reporter.ts || status=$?

read -r passes failures skips <"$AUTOGEN_TEST_TALLY" || { passes=0 failures=1 skips=0; }
for name in "${failed[@]}"; do echo "Failed: $name"; done
failures=$((failures + ${#failed[@]}))
if [ "$status" -ne 0 ] && [ "$failures" -eq 0 ]; then failures=1; fi
printf '%d passed, %d failed' "$passes" "$failures"
if [ "$skips" -gt 0 ]; then printf ', %d skipped' "$skips"; fi
echo
[ "$failures" -eq 0 ]
