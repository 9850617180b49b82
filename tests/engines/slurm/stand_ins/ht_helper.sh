#!/bin/bash
# SPDX-License-Identifier: MIT
# A STAND-IN for ht_helper.sh, which cannot be shipped. It does what is documented of version 2.0 and matters to whoever writes a
# taskfile: lines are read without -r, blank ones and comments are skipped, a last line without newline is lost, each line becomes
# a script of its own, HT_TASK_ID counts from 0, as many run at once as the job has Slurm tasks, and it ends with 0 whatever
# happens. Unlike the original it starts the scripts by srun and does not wait between its looks at them.

modules='' taskfile='' workdir=$PWD logs=''
while getopts 't:n:p:r:i:m:s:Lvw:o:l:f:D' option; do
  case $option in
  t) taskfile=$OPTARG ;;
  m) modules=$OPTARG ;;
  w) workdir=$OPTARG ;;
  L) logs=1 ;;
  v | s) ;;
  *) echo "the stand-in does not know -$option" >&2 ;;
  esac
done
[ -z "$modules" ] || module load "$modules"
slots=$(srun /bin/hostname | wc -l)
scripts=$(mktemp -d)
HT_TASK_ID=0
# shellcheck disable=SC2162 # that backslashes are eaten is what it is for
while read LINE; do
  case $LINE in '' | '#'*) continue ;; esac
  printf '#!%s\n%s\n' "${SHELL:-/bin/sh}" "$LINE" >"$scripts/$HT_TASK_ID"
  chmod +x "$scripts/$HT_TASK_ID"
  while [ "$(jobs -pr | wc -l)" -ge "$slots" ]; do wait -n; done
  export HT_TASK_ID
  log=/dev/null
  [ -z "$logs" ] || log=$workdir/$SLURM_JOB_NAME.$SLURM_JOB_ID.log.$HT_TASK_ID
  srun --exclusive -N 1 -n 1 -c "${SLURM_CPUS_PER_TASK:-1}" "$scripts/$HT_TASK_ID" >"$log" 2>&1 </dev/null &
  HT_TASK_ID=$((HT_TASK_ID + 1))
done <"$taskfile"
wait
rm -rf "$scripts"
exit 0
