#!/bin/sh
# exec.sh COMMAND runs one shell command on the head of the Ray cluster, such as
#   exec.sh 'tail -n 100 -f /tmp/ray/session_latest/logs/monitor*'      what the autoscaler does
# Written by expc; do not edit.

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 1
[ $# -eq 1 ] || { printf 'exec.sh takes one command, as one word\n' >&2; exit 2; }
exec "${EXPC_RAY:-ray}" exec "$here/cluster.yaml" "$1"
