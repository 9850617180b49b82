#!/bin/bash -l
# job.sh FOLDER PROJECT RUN_ROOT EXPERIMENT GROUP OFFSET: what Slurm starts for each run of target study, whose
# rank in its group is OFFSET plus the task's index. Written by expc; do not edit.

export EXPC_PROJECT=$2 EXPC_RUN_ROOT=$3
export EXPC_SECRETS=$3/.expc/secrets/${1##*/}
export EXPC_JOB_ID=${SLURM_ARRAY_JOB_ID:+${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID}
export EXPC_JOB_ID=${EXPC_JOB_ID:-${SLURM_JOB_ID-}}
export EXPC_ATTEMPT=$((${SLURM_RESTART_COUNT:-0} + 1))
expc_rank=$(($6 + ${SLURM_ARRAY_TASK_ID:-0}))

sh "$1/$4/task.sh" --ready "$(sh "$1/$4/task.sh" --rank "$5" "$expc_rank")" || exit 1
if [ -f "$1/$4/around.sh" ]; then
  expc_run=$(sh "$1/$4/task.sh" --rank "$5" "$expc_rank") || exit
  . "$1/$4/around.sh" "$expc_run"
fi
exec sh "$1/$4/task.sh" --run "$5" "$expc_rank"
