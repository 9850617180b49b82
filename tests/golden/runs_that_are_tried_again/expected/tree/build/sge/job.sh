#!/bin/bash -l
# job.sh FOLDER PROJECT RUN_ROOT EXPERIMENT GROUP OFFSET TASKS LOGS: what a job of target sge does. Grid Engine starts it once for
# each task of an array, and numbers them 1, 2, ...; the runs are those of TASKS (0-2,5), in that order. Written by expc; do not edit.

case ${SGE_TASK_ID:-undefined} in
undefined) expc_left=1 EXPC_JOB_ID=$JOB_ID ;;
*) expc_left=$SGE_TASK_ID EXPC_JOB_ID=$JOB_ID.$SGE_TASK_ID ;;
esac
exec >>"$8/$EXPC_JOB_ID.out" 2>&1 || exit 1
cd -- "$2" || exit 1
export EXPC_JOB_ID EXPC_PROJECT=$2 EXPC_RUN_ROOT=$3
export EXPC_SECRETS=$3/.expc/secrets/${1##*/}
[ "${RESTARTED:-0}" -gt 0 ] || : >"$8/$EXPC_JOB_ID.attempts"
echo >>"$8/$EXPC_JOB_ID.attempts" || exit 1
export EXPC_ATTEMPT=$(($(wc -l <"$8/$EXPC_JOB_ID.attempts"))) EXPC_TRIES_AGAIN=1


IFS=, read -ra expc_ranges <<<"$7"
for expc_range in "${expc_ranges[@]}"; do
  expc_size=$((${expc_range#*-} - ${expc_range%-*} + 1))
  [ "$expc_left" -gt "$expc_size" ] || break
  expc_left=$((expc_left - expc_size))
done
expc_rank=$(($6 + ${expc_range%-*} + expc_left - 1))

sh "$1/$4/task.sh" --ready "$(sh "$1/$4/task.sh" --rank "$5" "$expc_rank")" || { rm -f "$8/$EXPC_JOB_ID.attempts"; exit 1; }
if [ -f "$1/$4/around.sh" ]; then
  expc_run=$(sh "$1/$4/task.sh" --rank "$5" "$expc_rank") || { rm -f "$8/$EXPC_JOB_ID.attempts"; exit 1; }
  (. "$1/$4/around.sh" "$expc_run")
else
  sh "$1/$4/task.sh" --run "$5" "$expc_rank"
fi
expc_code=$?
[ "$expc_code" -ne 75 ] || exit 99
rm -f "$8/$EXPC_JOB_ID.attempts"
case $expc_code in 99 | 100) exit 1 ;; esac
exit "$expc_code"
