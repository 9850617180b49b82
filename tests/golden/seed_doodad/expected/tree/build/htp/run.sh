#!/bin/sh
# run.sh EXPERIMENT GROUP RANK: what a line of a taskfile calls; job.sh exports what it needs. Written by expc; do not edit.

expc_folder=$EXPC_STAGE/$1 expc_group=$2
has_succeeded() {
  [ "$EXPC_ATTEMPT" -gt 1 ] || return
  expc_id=$(sh "$expc_folder/task.sh" --id "$(sh "$expc_folder/task.sh" --rank "$expc_group" "$1")")
  expc_id=${expc_id%% *} expc_records=$EXPC_RUN_ROOT/'htp'/.status/${expc_folder##*/}
  {
    tr '\n' '\t' <"$expc_records/${expc_id%??????????????????}/$expc_id"
    echo
    cat "$expc_records/append/$EXPC_JOB_ID"
  } 2>/dev/null | awk -F '\t' -v id="id=$expc_id" -v job="job=slurm:$EXPC_JOB_ID" '
    $5 == id && $10 == job { state = $1 } END { exit state != "state=succeeded" }'
}
one_run() {
  if [ -f "$expc_folder/around.sh" ]; then
    bash -l "$expc_folder/around.sh" "$(sh "$expc_folder/task.sh" --rank "$1" "$2")"
  else
    sh "$expc_folder/task.sh" --run "$1" "$2"
  fi
}
if has_succeeded "$3"; then
  expc_code=0
else
  one_run "$2" "$3"
  expc_code=$?
fi
printf '%s %s\n' "$3" "$expc_code" >>"$EXPC_ENDED.$(uname -n)"
exit "$expc_code"
