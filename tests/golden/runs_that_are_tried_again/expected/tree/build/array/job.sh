#!/bin/bash -l
# job.sh FOLDER PROJECT RUN_ROOT EXPERIMENT GROUP OFFSET: what Slurm starts for each run of target array, whose
# rank in its group is OFFSET plus the task's index. Written by expc; do not edit.

export EXPC_PROJECT=$2 EXPC_RUN_ROOT=$3
export EXPC_SECRETS=$3/.expc/secrets/${1##*/}
export EXPC_JOB_ID=${SLURM_ARRAY_JOB_ID:+${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID}
export EXPC_JOB_ID=${EXPC_JOB_ID:-${SLURM_JOB_ID-}}
export EXPC_ATTEMPT=$((${SLURM_RESTART_COUNT:-0} + 1))
expc_rank=$(($6 + ${SLURM_ARRAY_TASK_ID:-0}))

sh "$1/$4/task.sh" --ready "$(sh "$1/$4/task.sh" --rank "$5" "$expc_rank")" || exit 1
expc_run=$(sh "$1/$4/task.sh" --rank "$5" "$expc_rank") || exit
attempt() {
  [ -f "$1/$4/around.sh" ] || exec sh "$1/$4/task.sh" "$expc_run"
  . "$1/$4/around.sh" "$expc_run"
}
export EXPC_TRIES_AGAIN=1
expc_child='' expc_early=''
pass_on() {
  expc_signalled=1
  if [ -n "$expc_child" ]; then kill "-$1" "$expc_child" 2>/dev/null; else expc_early=$1; fi
}
trap 'pass_on HUP' HUP; trap 'pass_on TERM' TERM; trap 'pass_on USR1' USR1; trap 'pass_on USR2' USR2
forward() {
  expc_child=$1
  [ -z "$expc_early" ] || pass_on "$expc_early"
  expc_early='' expc_signalled=1
  while [ -n "$expc_signalled" ]; do
    expc_signalled=
    wait "$expc_child"
    expc_code=$?
  done
  expc_child=
}
attempt "$@" &
forward $!
[ "$expc_code" -eq 75 ] || exit "$expc_code"
expc_words=$(scontrol requeue "$EXPC_JOB_ID" 2>&1) && exit 75
EXPC_TRIES_AGAIN='' exec sh "$1/$4/task.sh" --setup-failed "$expc_run" "scontrol did not start it again: $expc_words"
