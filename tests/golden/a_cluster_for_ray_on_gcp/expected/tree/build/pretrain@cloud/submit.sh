#!/bin/sh
# submit.sh [OPTION]... runs target pretrain@cloud on the Ray cluster of cluster.yaml, which up.sh starts, and waits for it.
#   --runs [EXPERIMENT:]0-5,9   only these runs; may be repeated
#   --all                       also runs that succeeded before
#   --tmux                      in a tmux session on the head, which goes on without this call; attach.sh leads there
#   --dry-run                   print the calls of ray
# Sends the project and this folder to run_root first. EXPC_RAY names another ray.
# Written by expc; do not edit.

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
run_root=${EXPC_RUN_ROOT:-'/project-data/cluster-data/2026-11-21'}
case $run_root in /*) ;; *) run_root=$project/$run_root ;; esac
stage=$run_root/.expc/${here##*/}
there=$run_root/.expc/project
ray=${EXPC_RAY:-ray}

quote() { printf "'%s' " "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"; }
call='' new=--new tmux='' dry_run=''
while [ $# -gt 0 ]; do
  case $1,${2-} in --runs,) fail "$1 lacks its value" 2 ;; esac
  case $1 in
  --runs=*) call="$call --runs $(quote "${1#--runs=}")" ;;
  --runs) call="$call --runs $(quote "$2")"; shift ;;
  --all) new='' ;;
  --tmux) tmux=1 ;;
  --dry-run) dry_run=1 ;;
  *) fail "there is no option $1; the first lines of this file tell what there is" 2 ;;
  esac
  shift
done
call_ray() {
  if [ -n "$dry_run" ]; then
    for word in "$ray" "$@"; do quote "$word"; done
    printf '\n'
  else
    "$ray" "$@" </dev/null
  fi
}
folders=$(quote "$stage")$(quote "$there")
call_ray exec "$here/cluster.yaml" "mkdir -p $folders" || exit 1
call_ray rsync-up "$here/cluster.yaml" "$here/" "$stage/" || exit 1
call_ray rsync-up "$here/cluster.yaml" "$project/" "$there/" || exit 1
driver=$(quote 'python3')"-B $(quote "$stage/driver.py")$(quote "$there")$(quote "$run_root")$new$call"
call_ray exec ${tmux:+--tmux} "$here/cluster.yaml" "$driver"
