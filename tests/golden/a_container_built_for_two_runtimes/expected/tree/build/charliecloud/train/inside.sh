#!/bin/bash
# inside.sh COMMAND... prepares the container that it is started in and becomes the command.
# A failing container_setup is the outcome setup_failed. Written by expc; do not edit.

expc_folder=${BASH_SOURCE[0]%/*}
expc_command=("$@")
expc_setups=1

trap 'printf "container_setup %s of %s failed" "$expc_number" "$expc_setups" >"$EXPC_RUN_DIR/.container_setup"; exit 1' EXIT
set --
for ((expc_number = 1; expc_number <= expc_setups; ++expc_number)); do
  set -eo pipefail
  . "$expc_folder/container_setup-$((expc_number - 1)).bash"
  set +eo pipefail
done
trap - EXIT
exec "${expc_command[@]}"
