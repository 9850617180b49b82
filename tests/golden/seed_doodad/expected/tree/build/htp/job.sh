#!/bin/bash -l
# job.sh FOLDER PROJECT RUN_ROOT EXPERIMENT GROUP OFFSET TASKFILE: what a job of target htp does: ht_helper hands out the
# lines of TASKFILE, one a run, which submit.sh wrote. Written by expc; do not edit.

export EXPC_STAGE=$1 EXPC_PROJECT=$2 EXPC_RUN_ROOT=$3
export EXPC_SECRETS=$3/.expc/secrets/${1##*/}
export EXPC_JOB_ID=$SLURM_JOB_ID EXPC_ATTEMPT=$((${SLURM_RESTART_COUNT:-0} + 1))
export EXPC_ENDED=$7.$SLURM_JOB_ID.$EXPC_ATTEMPT
module load 'gcc' 'openmpi' || exit 1

ht_helper.sh -t "$7" -v -L -s 10 -w "${7%/*}"
expc_runs=$(wc -l <"$7") expc_succeeded=$(cat "$EXPC_ENDED".* 2>/dev/null | grep -c ' 0$')
printf '%s of %s runs succeeded\n' "$expc_succeeded" "$expc_runs"
[ "$expc_succeeded" -eq "$expc_runs" ]
