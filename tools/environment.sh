# Shared by quickstart and test (they source it): the Debian packages, the project's own Python, the build.
# Each step is quick if there is nothing to do, and says what is missing if it fails.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=$(nproc 2>/dev/null || echo 2)
build=$root/build preset=default  # tools/sanitize has others

say() { if [ -t 1 ]; then printf '\033[1m%s\033[0m\n' "$*"; else printf '%s\n' "$*"; fi; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Open MPI refuses root, and more ranks than cores, unless told; containers are root
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
mpirun=(mpirun --oversubscribe --bind-to none)

install_debian_packages() {
  if ! command -v dpkg-query >/dev/null; then
    say "not a Debian system: what tools/debian-packages lists is taken to be installed"
    return
  fi
  local wanted missing=() package
  wanted=$(grep -v '^#' "$root/tools/debian-packages")
  for package in $wanted; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    if sudo -n true 2>/dev/null; then
      as_root=(sudo)
    else
      die "these Debian packages are missing, and only root can install them:
  sudo apt-get install ${missing[*]}"
    fi
  fi
  say "installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq || die "apt-get update failed"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
    >"${TMPDIR:-/tmp}/bodocc-apt.log" 2>&1 ||
    die "apt-get install failed; its output is in ${TMPDIR:-/tmp}/bodocc-apt.log"
}

# install_python_packages FILE: into .venv, which is the project's own. A copy of what was installed makes it quick.
install_python_packages() {
  local stamp
  stamp=$root/.venv/installed-$(basename "$(dirname "$1")").txt
  if [ ! -x "$root/.venv/bin/python" ]; then
    say "making .venv"
    python3 -m venv "$root/.venv" || die "python3 cannot make a virtual environment (Debian: python3-venv)"
  fi
  cmp -s "$1" "$stamp" && return
  say "installing $(grep -v '^#' "$1" | tr '\n' ' ')into .venv"
  "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$1" ||
    die "pip could not install what ${1#"$root"/} lists"
  cp "$1" "$stamp"
}

# build_targets TARGET...: configures where needed, and builds (without targets: everything).
build_targets() {
  local log=$build/build.log arguments=()
  [ $# -eq 0 ] || arguments=(--target "$@")
  mkdir -p "$build"
  if [ ! -f "$build/build.ninja" ]; then
    cmake -S "$root" --preset "$preset" >"$log" 2>&1 || {
      tail -n 30 "$log" >&2
      die "configuring failed; the whole output is in ${log#"$root"/}"
    }
  fi
  say "building (the first time takes some minutes)"
  cmake --build "$build" -j "$jobs" "${arguments[@]}" >"$log" 2>&1 || {
    grep -E -A 12 ' error: |^FAILED|undefined reference' "$log" | head -n 60 >&2
    die "the build failed; the whole output is in ${log#"$root"/}"
  }
}
