#!/bin/sh
# submit.sh [OPTION]... runs target study on a Ray cluster, without expc, and waits for it. Ctrl-C ends its runs.
#   --runs [EXPERIMENT:]0-5,9   only these runs; may be repeated
#   --all                       also runs that succeeded before
#   --dry-run                   print the call of driver.py
# Exit codes: 0 all succeeded, 1 a run failed or was not started, 2 wrong call. EXPC_PYTHON names another Python, EXPC_RAY_ADDRESS another cluster. Written by expc; do not edit.

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
stage=$run_root/.expc/${here##*/}

quote() { printf "'%s' " "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"; }
call='' new=' --new' dry_run=''
while [ $# -gt 0 ]; do
  case $1,${2-} in --runs,) fail "$1 lacks its value" 2 ;; esac
  case $1 in
  --runs=*) call="$call --runs $(quote "${1#--runs=}")" ;;
  --runs) call="$call --runs $(quote "$2")"; shift ;;
  --all) new='' ;;
  --dry-run) dry_run=1 ;;
  *) fail "there is no option $1; the first lines of this file tell what there is" 2 ;;
  esac
  shift
done
python=${EXPC_PYTHON:-'/opt/ray env/bin/python'}
eval "set -- \"\$stage/driver.py\" \"\$project\" \"\$run_root\"$new $call"
if [ -n "$dry_run" ]; then
  quote "$python"
  for word in "$@"; do quote "$word"; done
  printf '\n'
  exit 0
fi
[ -n "${WANDB_API_KEY+set}" ] || fail 'the secret WANDB_API_KEY is not set'
mkdir -p "$run_root/.expc" || exit 1
if [ ! -d "$stage" ]; then
  cp -R "$here" "$stage.$$" && mv "$stage.$$" "$stage" || exit 1
fi
secrets=$run_root/.expc/secrets/${here##*/}
(umask 077; mkdir -p "$secrets") || exit 1
(umask 077; printf '%s' "$WANDB_API_KEY" >"$secrets/WANDB_API_KEY") || exit 1
unset WANDB_API_KEY
exec "$python" -B "$@"
