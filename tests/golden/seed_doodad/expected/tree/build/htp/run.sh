#!/bin/sh
# run.sh EXPERIMENT GROUP RANK: what a line of a taskfile calls; job.sh exports what it needs. Written by expc; do not edit.

expc_folder=$EXPC_STAGE/$1
one_run() {
  if [ -f "$expc_folder/around.sh" ]; then
    bash -l "$expc_folder/around.sh" "$(sh "$expc_folder/task.sh" --rank "$1" "$2")"
  else
    sh "$expc_folder/task.sh" --run "$1" "$2"
  fi
}
one_run "$2" "$3"
expc_code=$?
printf '%s %s\n' "$3" "$expc_code" >>"$EXPC_ENDED.$(uname -n)"
exit "$expc_code"
