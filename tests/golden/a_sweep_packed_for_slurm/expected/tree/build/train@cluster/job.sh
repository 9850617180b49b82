#!/bin/bash -l
# job.sh FOLDER PROJECT RUN_ROOT EXPERIMENT GROUP OFFSET RUNS: what a job of target train@cluster does. Slurm starts it once for
# each task of an array; a task takes 6 of RUNS (0-2,5), whose ranks in the group are OFFSET more. Written by expc; do not edit.

export EXPC_PROJECT=$2 EXPC_RUN_ROOT=$3
export EXPC_SECRETS=$3/.expc/secrets/${1##*/}
export EXPC_JOB_ID=${SLURM_ARRAY_JOB_ID:+${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID}
export EXPC_JOB_ID=${EXPC_JOB_ID:-${SLURM_JOB_ID-}}
export EXPC_ATTEMPT=$((${SLURM_RESTART_COUNT:-0} + 1))
export SLURM_NTASKS=1 SLURM_NPROCS=1
case $4.$5 in
'train'.0) expc_lanes=2 expc_gpus=1 ;;
'train'.1) expc_lanes=4 expc_gpus=1 ;;
esac
expc_folder=$1/$4 expc_group=$5

expc_place=$((6 * ${SLURM_ARRAY_TASK_ID:-0})) expc_ranks=()
for expc_range in ${7//,/ }; do
  expc_first=$((${expc_range%-*} + expc_place)) expc_last=${expc_range#*-}
  expc_place=$((expc_first > expc_last ? expc_first - expc_last - 1 : 0))
  while [ "$expc_first" -le "$expc_last" ] && [ "${#expc_ranks[@]}" -lt 6 ]; do
    expc_ranks+=("$(($6 + expc_first))")
    expc_first=$((expc_first + 1))
  done
done

one_run() {
  exec 3<&-
  if [ -f "$expc_folder/around.sh" ]; then
    expc_run=$(sh "$expc_folder/task.sh" --rank "$expc_group" "$1") || exit
    . "$expc_folder/around.sh" "$expc_run"
  fi
  exec sh "$expc_folder/task.sh" --run "$expc_group" "$1"
}
own_devices() {
  [ -n "${CUDA_VISIBLE_DEVICES-}" ] || CUDA_VISIBLE_DEVICES=$(seq -s , 0 $((expc_lanes * expc_gpus - 1)))
  for expc_name in CUDA_VISIBLE_DEVICES GPU_DEVICE_ORDINAL ROCR_VISIBLE_DEVICES SLURM_JOB_GPUS; do
    IFS=, read -ra expc_devices <<<"${!expc_name-}"
    [ "${#expc_devices[@]}" -eq 0 ] || export "$expc_name=$(IFS=,; printf '%s' "${expc_devices[*]:$1 * expc_gpus:expc_gpus}")"
  done
}
export EXPC_FORWARD=1
expc_told='' expc_children=''
tell() { expc_told=1 expc_heard=1; kill "-$1" $expc_children 2>/dev/null; }
listen() { trap 'tell HUP' HUP; trap 'tell TERM' TERM; trap 'tell USR1' USR1; trap 'tell USR2' USR2; }
await() {
  expc_heard=1
  while [ -n "$expc_heard" ]; do
    expc_heard=
    wait "$1"
    expc_code=$?
  done
}
lane() {
  expc_failed=0
  [ "$expc_gpus" -eq 0 ] || own_devices "$1"
  expc_children=
  listen
  while expc_rank=$(dd bs=16 count=1 2>/dev/null <&3) && [ -n "$expc_rank" ]; do
    expc_rank=$((expc_rank))
    [ -z "$expc_told" ] || break
    one_run "$expc_rank" &
    expc_children=$!
    await $!
    [ "$expc_code" -eq 0 ] || { printf 'run %s of group %s of %s ended with %s\n' "$expc_rank" "$expc_group" "${expc_folder##*/}" "$expc_code"; expc_failed=1; }
  done
  exit "$expc_failed"
}

exec 3< <(printf '%15d\n' "${expc_ranks[@]}")
expc_all=()
listen
for ((expc_number = 0; expc_number < expc_lanes; ++expc_number)); do
  lane "$expc_number" &
  expc_all+=("$!")
  expc_children=${expc_all[*]}
done
exec 3<&-
expc_outcome=0
for expc_lane in "${expc_all[@]}"; do
  await "$expc_lane"
  [ "$expc_code" -eq 0 ] || expc_outcome=1
done
exit "$expc_outcome"
