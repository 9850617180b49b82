#!/bin/sh
# task.sh INDEX runs one run of experiment train of target train@cluster; EXPC_PROJECT and EXPC_RUN_ROOT say where.
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
  0) expc_records='0 0 1 0 0 1 1 0 0 0' ;;
  esac
}
block_1() {
  case $expc_at in
  0) expc_records='0 0 0 0 0 0 1 1 0 0' ;;
  esac
}
walk() {
  digit 0 2
  digit 1 1
}
row() {
  expc_i=$1 expc_way=down
  walk
  expc_c0=$expc_d0
  expc_c1=$expc_d1
}
walk_0() {
  expc_at_1=0; expc_length_1=2
  digit 0 1
  coupled 1 1 0 1 || return
}
walk_1() {
  expc_at_1=0; expc_length_1=2
  digit 0 1
  coupled 1 1 1 1 || return
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
  # word
  pick 0 $expc_c0 'plain' c49894784255363ec2af 'it'\''s: # "$(x)" 🦀' 8aecea44ee69340b8569 \
    'yes' 7bfa9c2deaa6a0ff4063 '1e3' 66b9db74cb38e67d6cb3
  # seed
  pick 1 $expc_c1 '0' 61c501e8c530180a508b '1' 7a3061301dacf1920fec
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
  set -- "$@" 'python3' 'train.py' '--word='"$expc_v0" '--seed='"$expc_v1" '--out' '/results/'"$expc_id"'.pt'
  "$expc_use" "$@"
}
print_words() { [ $# -eq 0 ] || printf '%s\0' "$@"; }
canonical_step() { printf 'step=\0'; [ $# -eq 0 ] || printf 'word=%s\0' "$@"; }
canonical() {
  by_name
  printf '%s\0' 'expc-run=1'
  printf '%s\0' 'image-oci=docker.io/library/python:3.12'
  printf '%s\0' 'mount=/results'
  printf '%s\0' 'mount=/data'
  printf '%s\0' 'mount=/code'
  printf '%s\0' 'mount=/fast'
  printf '%s\0' 'workdir='
  printf '%s\0' 'env=WANDB_API_KEY='"$expc_e0"
  printf '%s\0' 'env=HF_TOKEN='"$expc_e1"
  expc_use=canonical_step
  step_0
}
by_name() {
  expc_runs='${target.dir}' expc_dir='${run.dir}' expc_node='${run.node}' expc_job='${run.job_id}' expc_attempt='${attempt}'
  expc_e0='${secret.wandb}'
  expc_e1='${secret.hub}'
}
by_value() {
  by_name
  [ -z "${EXPC_RUN_ROOT-}" ] || expc_runs=$EXPC_RUN_ROOT/'train@cluster' expc_dir=$EXPC_RUN_ROOT/'train@cluster'/'train'/$expc_id
  expc_attempt=${EXPC_ATTEMPT:-1} expc_job=${EXPC_JOB_ID:-$$}
  expc_missing=
}
is_missing() { expc_missing="${expc_missing:+$expc_missing, }$1"; }

refuse() { printf '%s: %s\n' "$0" "$1" >&2; exit 2; }
record() {
  expc_state=$1; shift
  set -- "state=$expc_state" target='train@cluster' experiment='train' \
    "index=$expc_index" "id=$expc_id" "digest=$expc_digest" "attempt=$expc_attempt" \
    "host=$expc_node" "pid=$$" "job=kubernetes:$expc_job" "start=$expc_begin" "tree=$expc_tree" "$@"
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
  export WANDB_API_KEY="$expc_e0"
  export HF_TOKEN="$expc_e1"
  export EXPC_PARAM_word="$expc_v0" EXPC_PARAM_seed="$expc_v1"
  export EXPC_RUN_ID="$expc_id" EXPC_RUN_INDEX="$expc_index" EXPC_RUN_NAME="$expc_name" \
    EXPC_EXPERIMENT='train' EXPC_TARGET='train@cluster' EXPC_RUN_DIR="$expc_dir" EXPC_ATTEMPT="$expc_attempt"
  "$expc_become" "$@"
}
become() {
  case $1 in -*) exec env -- "$@" ;; *) exec "$@" ;; esac
}
is_program() { sh -c 'p=$(command -v -- "$1") && [ -f "$p" ] && [ -x "$p" ]' sh "$@"; }
start() {
  expc_become=become
  (execute "$@") </dev/null >>"$expc_out" 2>>"$expc_err" &
  forward $!
  expc_become=is_program
  case $expc_code in
  126) (execute "$@") || expc_reason="cannot start $1: Permission denied" ;;
  127) (execute "$@") || expc_reason="cannot start $1: no such program" ;;
  esac
}
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
need_folder() { [ -d "$1" ] || mkdir -p -- "$1" || fail_setup "cannot make the folder $1"; }
need_parent() { case $1 in */*) need_folder "${1%/*}/" ;; esac; }
read_secret() {
  [ -r "$2" ] || { is_missing "$1"; return 1; }
  expc_value=$(cat "$2")
}

make_empty() {
  expc_place=$2
  rm -rf -- "$2"/..?* "$2"/.[!.]* "$2"/* || fail_setup "mount $1: cannot empty $2"
}
run() {
  prepare "$1"
  make_empty fast '/fast'
  if [ -n "${WANDB_API_KEY+set}" ]; then expc_e0=$WANDB_API_KEY
  else read_secret WANDB_API_KEY "${EXPC_SECRETS:-/none}/WANDB_API_KEY" && expc_e0=$expc_value; fi
  if [ -n "${hub+set}" ]; then expc_e1=$hub
  else read_secret hub "${EXPC_SECRETS:-/none}/hub" && expc_e1=$expc_value; fi
  unset WANDB_API_KEY hub
  [ -z "$expc_missing" ] || fail_setup "not set on $expc_node: $expc_missing"
  expc_workdir=''
  case $expc_workdir in /*) ;; *) expc_workdir=$EXPC_PROJECT${expc_workdir:+/$expc_workdir} ;; esac
  cd "$expc_workdir" 2>/dev/null || fail_setup "cannot enter the folder $expc_workdir"
  expc_out=$expc_dir/out.log expc_err=$expc_dir/err.log
  need_parent '/results/'"$expc_id"'.pt'
  { true >"$expc_out" && true >"$expc_err"; } 2>/dev/null || fail_setup 'cannot write its logs'
  record running
  expc_use=start expc_step='' expc_code=0 expc_reason=''
  step_0
  if [ "$expc_code" -eq 0 ]; then succeed; else fail; fi
}
succeed() {
  expc_lost=
  [ -n "$expc_lost" ] || [ -e '/results/'"$expc_id"'.pt' ] || expc_lost='model'
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
  [ "$1" -lt 8 ] || refuse "there is no run $1: the last is $((8 - 1))"
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
