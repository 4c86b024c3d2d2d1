# Sourced by the scripts beside it: where the project is, and how a step is announced, logged and failed.
set -euo pipefail

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs=$project/build/logs
# Some tools want a home and a language even where the caller has none (a container, a job runner).
export HOME="${HOME:-$project/build/home}" LANG="${LANG:-C.UTF-8}"
mkdir -p "$logs" "$HOME"

say() { printf '%s\n' "== $*"; }

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# logged NAME COMMAND...: runs the command with its output in build/logs/NAME.log; shows the end of it on failure.
logged() {
  local log=$logs/$1.log
  shift
  if ! "$@" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    fail "Failed: $* (the whole log is in $log)"
  fi
}

# build_release TESTS [cmake --build options]: builds build/release, with the tests (ON) or without (OFF). Where nothing is
# built yet and no tests are asked for, several sources are compiled as one, which is quicker.
build_release() {
  local tests=$1 unity=()
  shift
  [ "$tests" = ON ] || [ -e "$project/build/release/CMakeCache.txt" ] || unity=(-DKITH_UNITY=ON)
  logged configure cmake -S "$project" --preset release -DKITH_TESTS="$tests" "${unity[@]}"
  logged build cmake --build "$project/build/release" "$@"
}
