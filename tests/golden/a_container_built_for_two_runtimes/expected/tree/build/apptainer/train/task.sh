#!/bin/sh
# task.sh INDEX runs one run of experiment train of target apptainer; EXPC_PROJECT and EXPC_RUN_ROOT say where.
# --run GROUP RANK: the same by its rank among runs with equal resources; --rank, --group INDEX...: from rank to index and back.
# --print INDEX...: the command's words, each ended by NUL; --id INDEX...: run.id and run.digest; --form INDEX: what that hashes.

case $0 in /*) expc_here=${0%/*} ;; *) expc_here=$PWD/${0%/*} ;; esac
expc_tree=${expc_here%/*} expc_tree=${expc_tree##*/}
expc_newline='
'

digit() {
  case $expc_way in
  down) eval "expc_d$1=$((expc_i / $2))"; expc_i=$((expc_i % $2)) ;;
  up) eval "expc_i=\$((expc_i + expc_d$1 * $2))" ;;
  esac
}
read_records() {
  expc_records=$(dd if="$expc_here/$1" bs="$2" skip="$expc_at" count="$expc_length" 2>/dev/null)
}
search() {
  expc_wanted=$1; shift
  while [ $# -gt 5 ]; do
    case $expc_way in up) expc_next=$7 ;; down) expc_next=$6 ;; esac
    [ "$expc_next" -le "$expc_wanted" ] || break
    shift 5
  done
  expc_before=$1 expc_first=$2 expc_count=$3 expc_at=$4 expc_length=$5
}
coupled() {
  eval "expc_at=\$expc_at_$4 expc_length=\$expc_length_$4 expc_value=\${expc_d$1-}"
  case $expc_way in up) expc_sought=$expc_value ;; down) expc_sought=$((expc_i / $2)) ;; esac
  expc_count=0
  while [ "$expc_count" -eq 0 ] && [ "$expc_length" -gt 0 ]; do
    "block_$3"
    search "$expc_sought" $expc_records
  done
  [ "$expc_count" -gt 0 ] || return 1
  [ "$expc_way" = up ] || expc_value=$((expc_first + (expc_sought - expc_before) / expc_count))
  expc_skipped=$(((expc_before + (expc_value - expc_first) * expc_count) * $2))
  case $expc_way in
  up) expc_i=$((expc_i + expc_skipped)) ;;
  down) expc_i=$((expc_i - expc_skipped)); eval "expc_d$1=$expc_value" ;;
  esac
  eval "expc_at_$4=$expc_at expc_length_$4=$expc_length expc_left_$4=$expc_count"
}
block_0() {
  case $expc_at in
  0) expc_records='0 0 1 0 0' ;;
  1) expc_records='0 1 1 0 0' ;;
  2) expc_records='0 0 1 0 1 1 1 1 1 1' ;;
  esac
}
block_1() {
  case $expc_at in
  0) expc_records='0 0 1 0 0 1 1 0 0 0' ;;
  2) expc_records='0 0 1 0 2 1 1 0 0 0' ;;
  esac
}
block_2() {
  case $expc_at in
  0) expc_records='0 0 0 0 0 0 1 1 0 0' ;;
  2) expc_records='0 0 0 0 0 0 1 1 0 2' ;;
  esac
}
walk() {
  expc_at_1=2; expc_length_1=2
  digit 0 2
  coupled 1 1 0 1 || return
  coupled 2 1 0 1 || return
}
row() {
  expc_i=$1 expc_way=down
  walk
  expc_c0=$expc_d0
  expc_c1=$expc_d1
  expc_c2=$expc_d2
}
walk_0() {
  expc_at_1=2; expc_length_1=2
  digit 0 1
  coupled 1 1 1 1 || return
  coupled 2 1 1 1 || return
}
walk_1() {
  expc_at_1=2; expc_length_1=2
  digit 0 1
  coupled 1 1 2 1 || return
  coupled 2 1 2 1 || return
}
pick() {
  expc_column=$1
  shift $((2 * $2 + 2))
  eval "expc_v$expc_column=\$1"
  case $2 in -) ;; none) eval "expc_has$expc_column=" ;; *) add_token "$2" ;; esac
}
add_token() {
  expc_high=$((expc_high + 0x${1%??????????})) expc_low=$((expc_low + 0x${1#??????????}))
}
first_20() { expc_hex=${1%"${1#????????????????????}"}; }
values() {
  # lr
  pick 0 $expc_c0 '0.1' 791dbbab112a1dd89f7c '0.2' 3ca9a63addf9f7aa63e7
  # layers
  pick 1 $expc_c1 '2' 512574b01e3e4db7f8c2 '4' b5fa512b2d41173acaa2
  # note
  expc_has2=1
  pick 2 $expc_c2 '' none 'it'\''s $x' 0a49d6f8b920a8d69e6d
}
decode() {
  expc_index=$1 expc_high=0 expc_low=0
  row "$1"
  values
  expc_id=$(printf '%010x%010x' $((expc_high % 1099511627776)) $((expc_low % 1099511627776)))
  expc_name=train-${expc_id%????????}
}
rank() {
  expc_i=$2 expc_way=down; "walk_$1"
  expc_i=0 expc_way=up; walk
}
group() {
  expc_i=$1 expc_way=down; walk
  expc_way=up
  expc_i=0; walk_0 && printf '0 %s\n' "$expc_i" && return
  expc_i=0; walk_1 && printf '1 %s\n' "$expc_i" && return
}

step_0() {
  set -- "$@" 'python3' 'train.py' '--lr='"$expc_v0" '--layers='"$expc_v1"
  if [ $expc_c2 -eq 1 ]; then set -- "$@" '--note=it'\''s $x'; fi
  set -- "$@" '/results/'"$expc_id"'/model.pt'
  "$expc_use" "$@"
}
print_words() { [ $# -eq 0 ] || printf '%s\0' "$@"; }
canonical_step() { printf 'step=\0'; [ $# -eq 0 ] || printf 'word=%s\0' "$@"; }
canonical() {
  by_name
  printf '%s\0' 'expc-run=1'
  printf '%s\0' 'image-oci=example.org/lab/box:1'
  printf '%s\0' 'image-sif=/images/box.sif'
  printf '%s\0' 'image-root=/images/box'
  printf '%s\0' 'mount=/results'
  printf '%s\0' 'mount=/data'
  printf '%s\0' 'workdir=''/data'
  printf '%s\0' 'env=THREADS=''1'
  printf '%s\0' 'env-prepend=PATH=''/data/bin'
  printf '%s\0' 'env=LD_LIBRARY_PATH=''/opt/lib'
  if [ $expc_c0 -eq 1 ]; then printf '%s\0' 'env=LONG=''a b'; fi
  expc_use=canonical_step
  step_0
}
by_name() {
  expc_runs='${target.dir}' expc_dir='${run.dir}' expc_node='${run.node}' expc_job='${run.job_id}' expc_attempt='${attempt}'
}
by_value() {
  by_name
  [ -z "${EXPC_RUN_ROOT-}" ] || expc_runs=$EXPC_RUN_ROOT/'apptainer' expc_dir=$EXPC_RUN_ROOT/'apptainer'/'train'/$expc_id
  expc_attempt=${EXPC_ATTEMPT:-1} expc_job=${EXPC_JOB_ID:-$$}
}

refuse() { printf '%s: %s\n' "$0" "$1" >&2; exit 2; }
record() {
  expc_state=$1; shift
  set -- "state=$expc_state" target='apptainer' experiment='train' \
    "index=$expc_index" "id=$expc_id" "digest=$expc_digest" "attempt=$expc_attempt" \
    "host=$expc_node" "pid=$$" "job=slurm:$expc_job" "start=$expc_begin" "tree=$expc_tree" "$@"
  if [ "${EXPC_STATUS-}" = append ]; then
    (IFS='	'; printf '%s\n' "$*") >>"$expc_status/$expc_job"
  else
    printf '%s\n' "$@" >"$expc_status/.$expc_id.$$" && mv -f "$expc_status/.$expc_id.$$" "$expc_status/$expc_id"
  fi
}
fail_setup() {
  printf 'expc: %s\n' "$1" | tee -a "$expc_dir/err.log" >&2
  record setup_failed "end=$(date +%s)" "reason=$1"
  exit 1
}
prepare() {
  case ${EXPC_RUN_ROOT:-.}:${EXPC_PROJECT:-.} in
  /*:/*) ;;
  *) refuse 'EXPC_RUN_ROOT and EXPC_PROJECT are not both absolute folders' ;;
  esac
  decode "$1"
  by_value
  first_20 "$(canonical | sha256sum)"
  expc_digest=$expc_hex expc_node=$(uname -n) expc_begin=$(date +%s)
  expc_status=$expc_runs/.status/'train'/
  case ${EXPC_STATUS-} in
  append) expc_status=${expc_status}append ;;
  *) expc_status=$expc_status${expc_id%??????????????????} ;;
  esac
  mkdir -p "$expc_status" "$expc_dir" && cd "$expc_dir" || exit 1
  keep_logs 1
}
keep_logs() {
  [ -e out.log ] || [ -e err.log ] || return 0
  while [ -e "out.$1.log" ] || [ -e "err.$1.log" ]; do set -- $(($1 + 1)); done
  for expc_log in out err; do
    [ ! -e $expc_log.log ] || mv $expc_log.log "$expc_log.$1.log" || fail_setup "cannot keep its $expc_log.log"
  done
}
execute() {
  export THREADS='1'
  if [ $expc_c0 -eq 1 ]; then export LONG='a b'; fi
  unset EXPC_PARAM_note
  [ -z "$expc_has2" ] || export EXPC_PARAM_note="$expc_v2"
  export EXPC_PARAM_lr="$expc_v0" EXPC_PARAM_layers="$expc_v1"
  export EXPC_RUN_ID="$expc_id" EXPC_RUN_INDEX="$expc_index" EXPC_RUN_NAME="$expc_name" \
    EXPC_EXPERIMENT='train' EXPC_TARGET='apptainer' EXPC_RUN_DIR="$expc_dir" EXPC_ATTEMPT="$expc_attempt"
  for expc_one in $(env | sed -n -e 's/^\(SINGULARITYENV_[A-Za-z0-9_]*\)=.*/\1/p' -e 's/^\(APPTAINERENV_[A-Za-z0-9_]*\)=.*/\1/p'); do unset "$expc_one"; done
  for expc_one in $expc_env; do
    eval "export APPTAINERENV_$expc_one=\"\$$expc_one\""
  done
  export APPTAINER_NO_EVAL=1
  expc_odd=
  for expc_one in $expc_env; do
    eval "expc_value=\$$expc_one"
    case $expc_value in *[\$\`\\\"]*) expc_odd=$expc_one ;; esac
  done
  [ -z "$expc_odd" ] || apptainer exec --help 2>&1 | grep -q -e --no-eval ||
    fail_setup "this apptainer has no --no-eval: it would let a shell evaluate the variable $expc_odd"
  "$expc_become" "$@"
}
become() {
  case $1 in -*) exec env -- "$@" ;; *) exec "$@" ;; esac
}
is_program() { sh -c 'p=$(command -v -- "$1") && [ -f "$p" ] && [ -x "$p" ]' sh "$@"; }
start() {
  expc_become=become
  (execute "$@") </dev/null >>"$expc_out" 2>>"$expc_err"
  expc_code=$?
  expc_become=is_program
  case $expc_code in
  126) (execute "$@") || expc_reason="cannot start $1: Permission denied" ;;
  127) (execute "$@") || expc_reason="cannot start $1: no such program" ;;
  esac
  [ ! -s "$expc_dir/.container_setup" ] || expc_reason=$(cat "$expc_dir/.container_setup")
}
need_folder() { [ -d "$1" ] || mkdir -p -- "$1" || fail_setup "cannot make the folder $1"; }
need_parent() { case $1 in */*) need_folder "${1%/*}/" ;; esac; }
expc_image='/images/box.sif'
outside() {
  case $1 in /*) expc_path=$1 ;; *) expc_path=$expc_workdir/$1 ;; esac
  case $expc_path in
  '/results' | '/results'/*) expc_path='/scratch/my results'${expc_path#'/results'} ;;
  '/data' | '/data'/*) expc_path='/scratch/data'${expc_path#'/data'} ;;
  esac
}
need_source() {
  [ -e "$2" ] || [ -z "${3-}" ] || mkdir -p -- "$2" 2>/dev/null
  [ -e "$2" ] || fail_setup "mount $1: there is no $2 on $expc_node"
}
bind() {
  case $1$2 in
  *,* | *"$expc_newline"*) fail_setup "cannot mount $1 at $2: its path has a comma or a newline" ;;
  *:*) expc_flag=--mount expc_bind=type=bind,source=$1,target=$2${3:+,ro} ;;
  *) expc_flag=-B expc_bind=$1:$2${3:+:ro} ;;
  esac
}
is_free() {
  case $1 in '/data' | '/data'/*) fail_setup 'mount data at /data hides '"$1" ;; esac
  case $1 in '/results' | '/results'/*) fail_setup 'mount results at /results hides '"$1" ;; esac
  return 0
}
enter() {
  expc_env='EXPC_RUN_ID EXPC_RUN_INDEX EXPC_RUN_NAME EXPC_EXPERIMENT EXPC_TARGET EXPC_RUN_DIR EXPC_ATTEMPT EXPC_PARAM_lr EXPC_PARAM_layers THREADS'
  [ -z "$expc_has2" ] || expc_env="$expc_env EXPC_PARAM_note"
  if [ $expc_c0 -eq 1 ]; then expc_env="$expc_env LONG"; fi
  rm -f "$expc_dir/.container_setup"
  set -- bash "$expc_here/inside.sh" "$@"
  set -- sh -c 'export PATH="$1${PATH:+:$PATH}"; shift; exec "$@"' sh '/data/bin' "$@"
  set -- env LD_LIBRARY_PATH='/opt/lib' "$@"
  [ -e "$expc_image" ] || fail_setup "there is no image $expc_image on $expc_node"
  set -- "$expc_image" "$@"
  set -- '--writable-tmpfs' '--bind' '/it'\''s' "$@"
  case $expc_here/ in
  "$EXPC_PROJECT"/* | "$EXPC_RUN_ROOT"/*) ;;
  *)
    bind "$expc_here" "$expc_here" ro; set -- "$expc_flag" "$expc_bind" "$@"
    ;;
  esac
  case $EXPC_RUN_ROOT in
  '/data' | '/results') ;;
  *)
    bind "$EXPC_RUN_ROOT" "$EXPC_RUN_ROOT"; set -- "$expc_flag" "$expc_bind" "$@"
    ;;
  esac
  bind '/scratch/my results' '/results'; set -- "$expc_flag" "$expc_bind" "$@"
  bind '/scratch/data' '/data' ro; set -- "$expc_flag" "$expc_bind" "$@"
  if is_free "$EXPC_PROJECT"; then
    bind "$EXPC_PROJECT" "$EXPC_PROJECT"; set -- "$expc_flag" "$expc_bind" "$@"
  fi
  case $(group "$expc_index") in
  '1 '*)
    [ -z "${CUDA_VISIBLE_DEVICES+set}" ] || expc_env="$expc_env CUDA_VISIBLE_DEVICES"
    set -- --nv "$@"
    ;;
  esac
  set -- apptainer exec --cleanenv --pwd "$expc_workdir" "$@"
  start "$@"
}
run() {
  prepare "$1"
  expc_workdir='/data'
  case $expc_workdir in /*) ;; *) expc_workdir=$EXPC_PROJECT${expc_workdir:+/$expc_workdir} ;; esac
  need_source 'data' '/scratch/data'
  need_source 'results' '/scratch/my results' rw
  outside "$expc_workdir"
  cd "$expc_path" 2>/dev/null || [ "$expc_path" = "$expc_workdir" ] || fail_setup "cannot enter the folder $expc_workdir"
  expc_out='/results/'"$expc_id"'/log' expc_err=$expc_dir/err.log
  outside '/results/'"$expc_id"'/model.pt'
  need_parent "$expc_path"
  outside "$expc_out"
  expc_out="$expc_path"
  need_parent "$expc_out"
  { true >"$expc_out" && true >"$expc_err"; } 2>/dev/null || fail_setup 'cannot write its logs'
  record running
  expc_use=enter expc_step='' expc_code=0 expc_reason=''
  step_0
  if [ "$expc_code" -eq 0 ]; then succeed; else fail; fi
}
succeed() {
  expc_lost=
  outside '/results/'"$expc_id"'/model.pt'
  [ -n "$expc_lost" ] || [ -e "$expc_path" ] || expc_lost='model'
  if [ -z "$expc_lost" ]; then
    record succeeded "end=$(date +%s)" exit=0
    exit 0
  fi
  printf 'expc: output %s is missing\n' "$expc_lost" >>"$expc_err"
  record output_missing "end=$(date +%s)" exit=0 "reason=output $expc_lost is missing"
  exit 1
}
fail() {
  expc_state=failed
  set -- "exit=$expc_code"
  [ "$expc_code" -le 128 ] || [ "$expc_code" -gt 192 ] || set -- "signal=$((expc_code - 128))"
  [ -z "$expc_step" ] || set -- "$@" "step=$expc_step"
  [ -z "$expc_reason" ] || { expc_state=setup_failed; set -- "$@" "reason=$expc_reason"; }
  record "$expc_state" "end=$(date +%s)" "$@"
  exit "$expc_code"
}

check() {
  case $1 in '' | *[!0-9]* | 0?*) refuse "there is no run $1" ;; esac
  [ "$1" -lt 4 ] || refuse "there is no run $1: the last is $((4 - 1))"
}
for_each() {
  expc_action=$1; shift
  for expc_argument; do check "$expc_argument"; "$expc_action" "$expc_argument"; done
}
show_words() {
  decode "$1"; by_value; expc_use=print_words
  step_0
}
show_id() { decode "$1"; first_20 "$(canonical | sha256sum)"; printf '%s %s\n' "$expc_id" "$expc_hex"; }

case ${1-} in
--print) shift; for_each show_words "$@" ;;
--id) shift; for_each show_id "$@" ;;
--form) check "$2"; decode "$2"; canonical ;;
--group) shift; for_each group "$@" ;;
--rank) rank "$2" "$3"; printf '%s\n' "$expc_i" ;;
--run) rank "$2" "$3"; run "$expc_i" ;;
[0-9]*) check "$1"; run "$1" ;;
*) refuse 'its first lines say how to use it' ;;
esac
