#!/usr/bin/env bash
# The inner half of scripts/test-containers.sh: runs as the first process of namespaces of its own, starts the container engine there
# and runs the command that it is given, with DOCKER_HOST and the images in its environment.
# Whatever it starts, mounts or changes in the network is gone with it, also when it is killed. The exit code is the command's;
# 3 when the engine does not answer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
store=$PWD/artifacts/containers

no_engine() { echo "containers: no engine: $*" >&2; exit 3; }

# The engine keeps its images in the store; its run-time files live and end in memory.
mount -t tmpfs tmpfs /run
mkdir -p "$store/images" /run/networks /var/lib/cni
mount -t tmpfs tmpfs /var/lib/cni
ip link set lo up
export CONTAINERS_CONF=/run/containers.conf CONTAINERS_STORAGE_CONF=/run/storage.conf
cat >"$CONTAINERS_CONF" <<END
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "none"
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[network]
network_config_dir = "/run/networks"
END

# Where layers cannot be laid over each other, such as inside a container, every container gets a copy.
for driver in overlay vfs; do
  printf '[storage]\ndriver = "%s"\ngraphroot = "%s"\nrunroot = "/run/containers/storage"\n' "$driver" "$store/images/$driver" >"$CONTAINERS_STORAGE_CONF"
  if why=$(timeout 30 podman info 2>&1); then break; fi
  [ "$driver" = overlay ] || no_engine "podman says: $(tail -n 1 <<<"$why")"
done

# What a run left in the store that was cut short.
timeout 30 podman rm --all --force --time 0 >/dev/null 2>&1 || true
images=$(timeout 90 scripts/containers/images.sh) || no_engine "the images could not be made"
TEST_REDIS_IMAGE=$(head -n 1 <<<"$images")
TEST_POSTGRES_IMAGE=$(tail -n 1 <<<"$images")
export TEST_REDIS_IMAGE TEST_POSTGRES_IMAGE

socket=/run/podman.sock
podman system service --time=0 "unix://$socket" >"$store/service.log" 2>&1 &
service=$!
clean_up() {
  timeout 30 podman rm --all --force --time 0 >/dev/null 2>&1 || true
  kill "$service" 2>/dev/null || true
  wait "$service" 2>/dev/null || true
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP
for _ in {1..100}; do
  if timeout 5 podman --url "unix://$socket" version >/dev/null 2>&1; then answers=yes; break; fi
  sleep 0.1
done
[ -n "${answers:-}" ] || no_engine "podman's service does not answer: $(tail -n 1 "$store/service.log")"

# The helper that removes containers of lost runs is an image of its own, and has nothing to do here.
export DOCKER_HOST=unix://$socket TESTCONTAINERS_RYUK_DISABLED=true
"$@"
