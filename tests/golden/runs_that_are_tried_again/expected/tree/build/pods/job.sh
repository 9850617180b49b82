#!/bin/sh
# job.sh EXPERIMENT GROUP: what a pod of target pods does. Kubernetes starts one for each index of a Job; the runs are
# those of EXPC_TASKS (0-2,5), in that order, EXPC_OFFSET further. Written by expc; do not edit.

expc_folder=${0%/*}/$1
expc_left=${JOB_COMPLETION_INDEX:?is set in pods of an Indexed Job}
EXPC_JOB_ID=$EXPC_JOB.$JOB_COMPLETION_INDEX
EXPC_PROJECT=$PWD
export EXPC_JOB_ID EXPC_PROJECT EXPC_FORWARD=1
EXPC_ATTEMPT=$((EXPC_FAILURES + 1))
export EXPC_ATTEMPT EXPC_TRIES_AGAIN=1

expc_ranges=$EXPC_TASKS,
while :; do
  expc_range=${expc_ranges%%,*} expc_ranges=${expc_ranges#*,}
  expc_size=$((${expc_range#*-} - ${expc_range%-*} + 1))
  [ "$expc_left" -ge "$expc_size" ] || break
  expc_left=$((expc_left - expc_size))
  [ -n "$expc_ranges" ] || { echo "job.sh: no run has the index $JOB_COMPLETION_INDEX" >&2; exit 2; }
done
expc_rank=$((EXPC_OFFSET + ${expc_range%-*} + expc_left))

sh "$expc_folder/task.sh" --ready "$(sh "$expc_folder/task.sh" --rank "$2" "$expc_rank")" || exit 1
[ -f "$expc_folder/around.sh" ] || exec sh "$expc_folder/task.sh" --run "$2" "$expc_rank"
expc_run=$(sh "$expc_folder/task.sh" --rank "$2" "$expc_rank") || exit 1
exec bash "$expc_folder/around.sh" "$expc_run"
