#!/bin/sh
# up.sh [OPTION]... starts the Ray cluster of cluster.yaml, or brings it up to date; options are those of `ray up`.
# Files that are sent count from the project's folder. Written by expc; do not edit.

expc_newline='
'
fail() { printf '%s: %s\n' "${0##*/}" "$1" >&2; exit "${2:-1}"; }
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 1
if [ -z "${EXPC_PROJECT-}" ] && [ -r "$here/project" ]; then
  EXPC_PROJECT=$here/$(cat "$here/project")
fi
project=$(CDPATH='' cd -- "${EXPC_PROJECT:-/nowhere}" 2>/dev/null && pwd -P)
[ -f "$project/"'il.exp' ] ||
  fail 'the project is not where it was; set EXPC_PROJECT to the folder that holds ''il.exp' 2
run_root=${EXPC_RUN_ROOT:-'/project-data/cluster-data/2020-10-27-il-sweep'}
case $run_root in /*) ;; *) run_root=$project/$run_root ;; esac
cd "$project" || exit 1
need() {
  case $1 in '~/'*) set -- "$HOME/${1#??}" "$2" ;; esac
  [ -e "$1" ] || fail "there is no $1, which is $2"
}
need 'cloud/init' 'in `file_mounts` of `cluster`'
exec "${EXPC_RAY:-ray}" up  "$@" "$here/cluster.yaml"
