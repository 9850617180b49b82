#!/bin/sh
# job.sh EXPERIMENT GROUP: what each pod of a ReplicaSet of target seeds@sets does. It takes those of the runs EXPC_TASKS (0-2,5),
# EXPC_OFFSET further, that no other pod has taken, one after another; then it waits to be deleted, because a ReplicaSet starts pods
# that have ended again. Written by expc; do not edit.

expc_folder=${0%/*}/$1
expc_group=$2
expc_claims=$EXPC_RUN_ROOT/.expc/claims/$EXPC_JOB
EXPC_PROJECT=$PWD
export EXPC_JOB_ID EXPC_PROJECT EXPC_ATTEMPT EXPC_FORWARD=1
trap 'exit 0' TERM

take() {
  mkdir "$expc_claims/$1" 2>/dev/null && { printf '%s' "$EXPC_POD" >"$expc_claims/$1/pod"; return; }
  [ "$(cat "$expc_claims/$1/pod" 2>/dev/null)" = "$EXPC_POD" ] && [ ! -e "$expc_claims/$1/ended" ]
}
attempt() {
  if [ -f "$expc_folder/around.sh" ]; then
    set -- bash "$expc_folder/around.sh" "$(sh "$expc_folder/task.sh" --rank "$expc_group" "$1")"
  else
    set -- sh "$expc_folder/task.sh" --run "$expc_group" "$1"
  fi
  "$@" &
  trap 'kill "$!" 2>/dev/null; wait "$!"; exit 0' TERM
  wait "$!"
  expc_code=$?
  trap 'exit 0' TERM
}
run() {
  EXPC_JOB_ID=$EXPC_JOB.$1 EXPC_ATTEMPT=1
  attempt "$1"
  : >"$expc_claims/$1/ended"
  printf 'run %s of group %s of %s ended with %s\n' "$1" "$expc_group" "${expc_folder##*/}" "$expc_code"
}

mkdir -p "$expc_claims" || exit 1
expc_ranges=$EXPC_TASKS,
while [ -n "$expc_ranges" ]; do
  expc_range=${expc_ranges%%,*} expc_ranges=${expc_ranges#*,}
  expc_rank=$((EXPC_OFFSET + ${expc_range%-*}))
  while [ "$expc_rank" -le $((EXPC_OFFSET + ${expc_range#*-})) ]; do
    if take "$expc_rank"; then run "$expc_rank"; fi
    expc_rank=$((expc_rank + 1))
  done
done
echo 'no run is left; destroy.sh deletes this pod'
trap 'kill "$!"; exit 0' TERM
while :; do
  sleep 3600 &
  wait "$!"
done
