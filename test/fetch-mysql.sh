#!/usr/bin/env bash
# Unpacks MySQL's server, which Debian's releases lack, from Debian's unstable branch: by apt, without root, without
# installing anything, with the C library that it wants. test/live/mysql-programs.ts finds it there. About ten seconds.
set -euo pipefail
place="${XDG_CACHE_HOME:-$HOME/.cache}/typeorm-autogen/mysql"
[ -x "$place/usr/sbin/mysqld" ] && exit 0

keyring=/usr/share/keyrings/debian-archive-keyring.gpg
# The mirror is the one that this machine takes Debian from.
mirror="$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 '/debian/*$')" || {
  echo "No mirror of Debian among apt's sources: give a running server in AUTOGEN_TEST_MYSQL." >&2
  exit 1
}

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
chmod 755 "$work" # apt downloads as a user of its own
mkdir -p "$work"/{lists,cache/archives}/partial "$work/tree"
touch "$work/status"
echo "deb [signed-by=$keyring] $mirror sid main" >"$work/sources.list"
apart=(
  -qq
  -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=-
  -o "Dir::State::Lists=$work/lists" -o "Dir::State::status=$work/status" -o "Dir::Cache=$work/cache"
  -o Debug::NoLocking=1 -o APT::Install-Recommends=false
)
apt-get "${apart[@]}" update
apt-get "${apart[@]}" install --yes --download-only mysql-server-core
for archive in "$work"/cache/archives/*.deb; do dpkg-deb --extract "$archive" "$work/tree"; done

# The server runs by the loader and the libraries that came with it, whatever the machine's own are.
mv "$work/tree/usr/sbin/mysqld" "$work/tree/usr/sbin/mysqld.bin"
cat >"$work/tree/usr/sbin/mysqld" <<'END'
#!/bin/sh
usr="$(cd "$(dirname "$0")/.." && pwd)"
exec "$(echo "$usr"/lib*/ld-linux-*.so.*)" --library-path "$(echo "$usr"/lib/*-linux-gnu*)" "$usr/sbin/mysqld.bin" "$@"
END
chmod 755 "$work/tree/usr/sbin/mysqld"
"$work/tree/usr/sbin/mysqld" --no-defaults --version

mkdir -p "$(dirname "$place")"
rm -rf "$place.new"
cp -r "$work/tree" "$place.new"
rm -rf "$place"
mv "$place.new" "$place"
