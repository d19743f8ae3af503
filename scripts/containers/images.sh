#!/usr/bin/env bash
# Makes the images of scripts/test-containers.sh from the servers that this system's packages installed, without any registry:
# the programs, the libraries that they load, and nothing else. Prints their two names, Redis first. Makes only what is missing.
# Called inside the engine's own namespace, with podman's configuration in the environment.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")

redis_programs=(/bin/sh "$(command -v redis-server)" "$(command -v redis-cli)")
postgres_bin=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1)
postgres_lib=${postgres_bin%/bin}/lib
postgres_share=/usr/share/postgresql/$(basename "${postgres_bin%/bin}")
postgres_programs=(/bin/sh /bin/rm /usr/bin/locale "$postgres_bin"/{postgres,initdb,pg_isready})

# An image is known by what it is made of.
version_of() { cat "$here"/*.sh "$@" | sha256sum | cut -c 1-12; }

root=''
trap '[ -z "$root" ] || rm -rf "$root"' EXIT

# new_root program...: a root file system with these programs and what they load.
new_root() {
  root=$(mktemp -d)
  chmod 755 "$root"
  mkdir -p "$root"/{dev,etc,proc,sys,tmp,run,data,usr/bin,usr/lib,usr/lib64,usr/sbin}
  chmod 1777 "$root/tmp"
  local folder file
  for folder in bin lib lib64 sbin; do ln -s "usr/$folder" "$root/$folder"; done
  printf 'root:x:0:0::/:/bin/sh\npostgres:x:999:999::/var/lib/postgresql:/bin/sh\n' >"$root/etc/passwd"
  printf 'root:x:0:\npostgres:x:999:\n' >"$root/etc/group"
  {
    printf '%s\n' "$@"
    ldd "$@" | grep -oE '/[^ ]+[^ :]' || true
  } | sort -u | while read -r file; do
    mkdir -p "$root${file%/*}"
    cp -L "$file" "$root$file"
  done
}

# import name change...: makes the image, unless it is there.
import() {
  local name=$1 change
  local changes=()
  shift
  for change; do changes+=(--change "$change"); done
  tar -C "$root" -c . | podman import -q "${changes[@]}" - "$name" >&2
  rm -rf "$root"
  root=''
}

redis_image=localhost/workers-tests/redis:$(version_of "${redis_programs[@]}")
if ! podman image exists "$redis_image"; then
  new_root "${redis_programs[@]}"
  import "$redis_image" 'WORKDIR /data' 'EXPOSE 6379' 'CMD ["redis-server","--protected-mode","no"]'
fi

postgres_image=localhost/workers-tests/postgres:$(version_of "${postgres_programs[@]}")
if ! podman image exists "$postgres_image"; then
  # Its own modules, without the just-in-time compiler and what that compiles.
  mapfile -t modules < <(find "$postgres_lib" -maxdepth 1 -name '*.so' ! -name llvmjit.so ! -name sepgsql.so)
  new_root "${postgres_programs[@]}" "${modules[@]}"
  # Postgres finds its files beside its program: the folders of the package stay what they are.
  ln -s "${postgres_bin#/usr/lib/postgresql/}" "$root/usr/lib/postgresql/bin"
  mkdir -p "$root$postgres_share" "$root/usr/share/zoneinfo" "$root/usr/lib/locale" "$root/var/lib/postgresql/data"
  cp -aL "$postgres_share/." "$root$postgres_share/"
  cp -a /usr/share/zoneinfo/. "$root/usr/share/zoneinfo/"
  cp -a /usr/lib/locale/C.utf8 "$root/usr/lib/locale/"
  cp "$here/postgres.sh" "$root/usr/bin/postgres.sh"
  chmod 755 "$root/usr/bin/postgres.sh"
  chmod 700 "$root/var/lib/postgresql/data"
  chown -R 999:999 "$root/var/lib/postgresql"
  import "$postgres_image" 'USER postgres' 'EXPOSE 5432' "ENV PATH=/usr/bin:/bin:$postgres_bin" 'ENTRYPOINT ["/usr/bin/postgres.sh"]'
fi

printf '%s\n%s\n' "$redis_image" "$postgres_image"
