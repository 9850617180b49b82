#!/bin/sh
# run.sh [-jN] [--runs [EXPERIMENT:]0-3,8]... runs target study on this machine, without expc.
#   -jN       N runs at a time; 1 without it
#   --runs    only these runs, by index from 0
# Exit code 1 when a run failed. Runs that succeeded before run again: `expc run` knows better. Written by expc; do not edit.

expc_newline='
'
fail() { printf '%s: %s\n' "${0##*/}" "$1" >&2; exit "${2:-1}"; }
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 1
if [ -z "${EXPC_PROJECT-}" ] && [ -r "$here/project" ]; then
  EXPC_PROJECT=$here/$(cat "$here/project")
fi
project=$(CDPATH='' cd -- "${EXPC_PROJECT:-/nowhere}" 2>/dev/null && pwd -P)
[ -f "$project/"'input.exp' ] ||
  fail 'the project is not where it was; set EXPC_PROJECT to the folder that holds ''input.exp' 2
run_root=${EXPC_RUN_ROOT:-'runs'}
case $run_root in /*) ;; *) run_root=$project/$run_root ;; esac
export EXPC_PROJECT="$project" EXPC_RUN_ROOT="$run_root"

experiments() {
  printf '%s %s\n' 'train' 200
  printf '%s %s\n' 'evaluate' 400
  printf '%s %s\n' 'mean' 2
  printf '%s %s\n' 'first' 3
  printf '%s %s\n' 'report' 1
}
expand() {
  printf '%s\n' "$2" | tr , '\n' | while read -r range; do
    first=${range%%-*} last=${range#*-}
    case $first/$last in /* | */ | *[!0-9/]*) fail "cannot read the runs '$2'" 2 ;; esac
    [ "$first" -le "$last" ] || fail "the runs '$range' go backwards" 2
    [ "$last" -lt "$3" ] || fail "$1 has no run $last: the last is $(($3 - 1))" 2
    seq -f "$1 %.0f" "$first" "$last"
  done
}
selected() {
  experiments | while read -r name count; do
    [ -n "$selection" ] || expand "$name" "0-$((count - 1))" "$count" || exit 2
    for list in $selection; do
      case $list in "$name":*) ;; *:*) continue ;; esac
      expand "$name" "${list#*:}" "$count" || exit 2
    done
  done
}

run_one() {
  reason=$(sh "$here/$1/task.sh" --ready "$2") || { printf 'skipped 1 %s %s %s\n' "$1" "$2" "$reason"; return; }
  if [ -f "$here/$1/around.sh" ]; then
    bash -l "$here/$1/around.sh" "$2"
  else
    sh "$here/$1/task.sh" "$2"
  fi
  code=$?
  if [ "$code" -eq 0 ]; then state=succeeded; else state=failed; fi
  printf '%s %s %s %s\n' "$state" "$code" "$1" "$2"
}
summary() {
  succeeded=0 failed=0
  skipped=0
  while read -r state code name index reason; do
    case $state in
    succeeded) succeeded=$((succeeded + 1)) ;;
    skipped)
      skipped=$((skipped + 1))
      printf 'skipped: %s %s %s\n' "$name" "$index" "$reason"
      ;;
    *)
      failed=$((failed + 1))
      printf 'failed (exit code %s): %s %s\n' "$code" "$name" "$index"
      ;;
    esac
  done
  case $((succeeded + failed + skipped)) in 1) runs='1 run' ;; *) runs="$((succeeded + failed + skipped)) runs" ;; esac
  printf '%s: %s succeeded, %s failed, %s skipped\n' "$runs" "$succeeded" "$failed" "$skipped"
  failed=$((failed + skipped))
  [ "$failed" -eq 0 ] || { printf 'logs: %s\n' "$run_root/"'study'; return 1; }
}

jobs=1 selection=
while [ $# -gt 0 ]; do
  case $1,${2-} in --runs, | -j,) fail "$1 lacks its value" 2 ;; esac
  case $1 in
  --one) run_one "$2" "$3"; exit 0 ;;
  -j?*) jobs=${1#-j} ;;
  -j) jobs=${2-}; shift ;;
  --runs=*) selection="$selection ${1#--runs=}" ;;
  --runs) selection="$selection ${2-}"; shift ;;
  *) fail "there is no option $1; the first lines of this file tell what there is" 2 ;;
  esac
  shift
done
case $jobs in '' | *[!0-9]* | 0*) fail "cannot run '$jobs' runs at a time" 2 ;; esac
export EXPC_JOB_ID=$$
if [ -n "$selection" ]; then
  chosen=$(selected) || exit 2
  [ -n "$chosen" ] || fail 'no such runs' 2
fi
experiments | while read -r stage count; do
  selected | grep "^$stage " | xargs -r -P "$jobs" -n 2 sh "$here/run.sh" --one
done | summary
