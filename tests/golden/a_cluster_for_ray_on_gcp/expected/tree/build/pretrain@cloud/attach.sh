#!/bin/sh
# attach.sh [OPTION]... opens a shell on the head of the Ray cluster; options are those of `ray attach`. Written by expc; do not edit.

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 1
exec "${EXPC_RAY:-ray}" attach "$@" "$here/cluster.yaml"
