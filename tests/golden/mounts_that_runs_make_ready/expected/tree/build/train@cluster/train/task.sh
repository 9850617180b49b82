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
walk() {
  digit 0 1
}
row() {
  expc_i=$1 expc_way=down
  walk
  expc_c0=$expc_d0
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
  # seed
  pick 0 $expc_c0 '0' 61c501e8c530180a508b '1' 7a3061301dacf1920fec '2' bee5ac63e74433f4ab38
}
decode() {
  expc_index=$1 expc_high=0 expc_low=0
  row "$1"
  values
  expc_id=$(printf '%010x%010x' $((expc_high % 1099511627776)) $((expc_low % 1099511627776)))
  expc_name=train-${expc_id%????????}
}
rank() {
  expc_i=$2
}
group() {
  printf '0 %s\n' "$1"
}

step_0() {
  set -- "$@" 'python3' 'train.txt' '--cache=/fast/cache' '--tool' '/tool' '--work' '/copy' '--data' '/data'
  set -- "$@" '--out' '/kept/'"$expc_id"'/model.pt' '--seed' "$expc_v0"
  "$expc_use" "$@"
}
print_words() { [ $# -eq 0 ] || printf '%s\0' "$@"; }
canonical_step() { printf 'step=\0'; [ $# -eq 0 ] || printf 'word=%s\0' "$@"; }
canonical() {
  by_name
  printf '%s\0' 'expc-run=1'
  printf '%s\0' 'image-sif=/images/torch-2.4.sif'
  printf '%s\0' 'mount=/code'
  printf '%s\0' 'mount=/tool'
  printf '%s\0' 'mount=/copy'
  printf '%s\0' 'mount=/fast'
  printf '%s\0' 'mount=/data'
  printf '%s\0' 'mount=/kept'
  printf '%s\0' 'workdir=''/code'
  expc_use=canonical_step
  step_0
}
by_name() {
  expc_runs='${target.dir}' expc_dir='${run.dir}' expc_node='${run.node}' expc_job='${run.job_id}' expc_attempt='${attempt}'
}
by_value() {
  by_name
  [ -z "${EXPC_RUN_ROOT-}" ] || expc_runs=$EXPC_RUN_ROOT/'train@cluster' expc_dir=$EXPC_RUN_ROOT/'train@cluster'/'train'/$expc_id
  expc_attempt=${EXPC_ATTEMPT:-1} expc_job=${EXPC_JOB_ID:-$$}
}

refuse() { printf '%s: %s\n' "$0" "$1" >&2; exit 2; }
record() {
  expc_state=$1; shift
  set -- "state=$expc_state" target='train@cluster' experiment='train' \
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
  export EXPC_PARAM_seed="$expc_v0"
  export EXPC_RUN_ID="$expc_id" EXPC_RUN_INDEX="$expc_index" EXPC_RUN_NAME="$expc_name" \
    EXPC_EXPERIMENT='train' EXPC_TARGET='train@cluster' EXPC_RUN_DIR="$expc_dir" EXPC_ATTEMPT="$expc_attempt"
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
}
need_folder() { [ -d "$1" ] || mkdir -p -- "$1" || fail_setup "cannot make the folder $1"; }
need_parent() { case $1 in */*) need_folder "${1%/*}/" ;; esac; }
expc_image='/images/torch-2.4.sif'
outside() {
  case $1 in /*) expc_path=$1 ;; *) expc_path=$expc_workdir/$1 ;; esac
  case $expc_path in
  '/tool' | '/tool'/*) expc_path="$EXPC_MOUNT_tool"${expc_path#'/tool'} ;;
  '/kept' | '/kept'/*) expc_path="$EXPC_MOUNT_kept"${expc_path#'/kept'} ;;
  '/fast' | '/fast'/*) expc_path="$EXPC_MOUNT_fast"${expc_path#'/fast'} ;;
  '/data' | '/data'/*) expc_path="$EXPC_MOUNT_data"${expc_path#'/data'} ;;
  '/copy' | '/copy'/*) expc_path="$EXPC_MOUNT_copy"${expc_path#'/copy'} ;;
  '/code' | '/code'/*) expc_path="$EXPC_MOUNT_code"${expc_path#'/code'} ;;
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
  case $1 in '/code' | '/code'/*) fail_setup 'mount code at /code hides '"$1" ;; esac
  case $1 in '/copy' | '/copy'/*) fail_setup 'mount copy at /copy hides '"$1" ;; esac
  case $1 in '/data' | '/data'/*) fail_setup 'mount data at /data hides '"$1" ;; esac
  case $1 in '/fast' | '/fast'/*) fail_setup 'mount fast at /fast hides '"$1" ;; esac
  case $1 in '/kept' | '/kept'/*) fail_setup 'mount kept at /kept hides '"$1" ;; esac
  case $1 in '/tool' | '/tool'/*) fail_setup 'mount tool at /tool hides '"$1" ;; esac
  return 0
}
enter() {
  expc_env='EXPC_RUN_ID EXPC_RUN_INDEX EXPC_RUN_NAME EXPC_EXPERIMENT EXPC_TARGET EXPC_RUN_DIR EXPC_ATTEMPT EXPC_PARAM_seed'
  [ -e "$expc_image" ] || fail_setup "there is no image $expc_image on $expc_node"
  set -- "$expc_image" "$@"
  case $EXPC_RUN_ROOT in
  '/code' | '/copy' | '/data' | '/fast' | '/kept' | '/tool') ;;
  *)
    bind "$EXPC_RUN_ROOT" "$EXPC_RUN_ROOT"; set -- "$expc_flag" "$expc_bind" "$@"
    ;;
  esac
  bind "$EXPC_MOUNT_tool" '/tool' ro; set -- "$expc_flag" "$expc_bind" "$@"
  bind "$EXPC_MOUNT_kept" '/kept'; set -- "$expc_flag" "$expc_bind" "$@"
  bind "$EXPC_MOUNT_fast" '/fast'; set -- "$expc_flag" "$expc_bind" "$@"
  bind "$EXPC_MOUNT_data" '/data' ro; set -- "$expc_flag" "$expc_bind" "$@"
  bind "$EXPC_MOUNT_copy" '/copy'; set -- "$expc_flag" "$expc_bind" "$@"
  bind "$EXPC_MOUNT_code" '/code' ro; set -- "$expc_flag" "$expc_bind" "$@"
  if is_free "$EXPC_PROJECT"; then
    bind "$EXPC_PROJECT" "$EXPC_PROJECT"; set -- "$expc_flag" "$expc_bind" "$@"
  fi
  set -- apptainer exec --cleanenv --pwd "$expc_workdir" "$@"
  start "$@"
}

call_rclone() { rclone "$@"; }
transfer() {
  expc_mount=$1
  shift
  expc_said=$(call_rclone --config '' -q copy "$@" 2>&1 </dev/null) && return
  expc_said=$(printf 'mount %s: cannot copy from %s to %s: %s' "$expc_mount" "$1" "$2" "$expc_said" | tr '\n' ' ' | cut -c 1-400)
  return 1
}
fetch() { transfer "$@" || fail_setup "$expc_said"; }
expc_writes='' expc_syncer=''
write_back() {
  transfer kept "$EXPC_MOUNT_kept" ':s3,env_auth=true:lab/kept' || return
}
finish_writing() {
  [ -z "$expc_syncer" ] || { rm -f "$expc_syncing"; wait "$expc_syncer"; }
  expc_writes=
  write_back && return
  printf 'expc: %s\n' "$expc_said" >>"$expc_err"
  [ "$expc_code" -eq 0 ] || return
  record failed "end=$(date +%s)" exit=0 "reason=$expc_said"
  exit 1
}

expc_own='' expc_part=''
leave() {
  for expc_one in "$expc_own" "$expc_part"; do
    [ -z "$expc_one" ] || rm -rf -- "$expc_one" 2>/dev/null || { chmod -R u+rwx "$expc_one"; rm -rf -- "$expc_one"; }
  done
}
trap leave EXIT
told() { [ -z "$expc_writes" ] || write_back; leave; trap - EXIT "$1"; kill "-$1" $$; }
trap 'told HUP' HUP; trap 'told INT' INT; trap 'told TERM' TERM
own_folder() {
  expc_base=${SLURM_TMPDIR:-${TMPDIR:-/tmp}}
  [ -n "$expc_own" ] || expc_own=$(mktemp -d "$expc_base/expc.XXXXXX") || fail_setup "mount $1: cannot make a folder in $expc_base"
  expc_place=$expc_own/$1
  mkdir "$expc_place" || fail_setup "mount $1: cannot make $expc_place"
}
need_room() {
  expc_free=$(df -Pk "$expc_place" | awk 'NR == 2 { print int($4 / 1024) }')
  [ "$expc_free" -ge "$2" ] || fail_setup "mount $1 needs $2 MiB, and $expc_base on $expc_node has ${expc_free:-none}"
}
own_copy() {
  expc_from=$expc_place
  own_folder "$1"
  cp -RPp "$expc_from/." "$expc_place" && chmod -R u+w "$expc_place" || fail_setup "mount $1: cannot copy it to $expc_place"
}
is_there() {
  expc_place=$2
  [ ! -d "$expc_place" ] || return 0
  need_folder "${expc_place%/*}"
  expc_part=$(mktemp -d "$expc_place.XXXXXX") && chmod 755 "$expc_part" || fail_setup "mount $1: cannot make $expc_place"
  return 1
}
finish() {
  find "$expc_part" -type f -exec chmod a-w {} + || fail_setup "mount $1: cannot protect $expc_place"
  mv -T "$expc_part" "$expc_place" 2>/dev/null || [ -d "$expc_place" ] || fail_setup "mount $1: cannot make $expc_place"
  rm -rf -- "$expc_part"
  expc_part=
}
said() { printf '%s' "$1" | tr '\n' ' ' | cut -c 1-400; }
upload() {
  is_there "$1" "$2" && return
  expc_said=$(tar -xmf "$3" -C "$expc_part" 2>&1) || fail_setup "mount $1: cannot unpack it: $(said "$expc_said")"
  finish "$1"
}
clone() {
  is_there "$1" "$2" && return
  expc_said=$(fetch_commit "$3" "$4" 2>&1 </dev/null) || fail_setup "mount $1: cannot get $4 from $3: $(said "$expc_said")"
  finish "$1"
}
fetch_commit() {
  unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
  export GIT_TERMINAL_PROMPT=0 GIT_SSH_COMMAND="${GIT_SSH_COMMAND:-ssh -o BatchMode=yes}"
  cd "$expc_part" && git init -q && git remote add origin "$1" || return
  git fetch -q --depth 1 origin "$2" 2>/dev/null || git fetch -q --tags origin || return
  git -c advice.detachedHead=false checkout -q --detach "$2" || return
  [ ! -f .gitmodules ] || git submodule update -q --init --recursive
}
run() {
  prepare "$1"
  upload code "$EXPC_RUN_ROOT/.expc/"'uploads/code-797552a8081db678' "${expc_here%/*}/"'uploads/code-797552a8081db678.tar'
  EXPC_MOUNT_code=$expc_place
  clone tool "$EXPC_RUN_ROOT/.expc/"'git/0123456789abcdef0123456789abcdef01234567' 'git@example.org:lab/tool.git' '0123456789abcdef0123456789abcdef01234567'
  EXPC_MOUNT_tool=$expc_place
  upload copy "$EXPC_RUN_ROOT/.expc/"'uploads/copy-6c00df085217ab2c' "${expc_here%/*}/"'uploads/copy-6c00df085217ab2c.tar'
  own_copy copy
  EXPC_MOUNT_copy=$expc_place
  own_folder fast
  EXPC_MOUNT_fast=$expc_place
  own_folder data
  EXPC_MOUNT_data=$expc_place
  own_folder kept
  EXPC_MOUNT_kept=$expc_place
  by_value
  fetch data ':s3,env_auth=true:lab/data' "$EXPC_MOUNT_data"
  expc_writes=1
  expc_workdir='/code'
  case $expc_workdir in /*) ;; *) expc_workdir=$EXPC_PROJECT${expc_workdir:+/$expc_workdir} ;; esac
  need_source 'code' "$EXPC_MOUNT_code"
  need_source 'copy' "$EXPC_MOUNT_copy" rw
  need_source 'data' "$EXPC_MOUNT_data"
  need_source 'fast' "$EXPC_MOUNT_fast" rw
  need_source 'kept' "$EXPC_MOUNT_kept" rw
  need_source 'tool' "$EXPC_MOUNT_tool"
  outside "$expc_workdir"
  cd "$expc_path" 2>/dev/null || [ "$expc_path" = "$expc_workdir" ] || fail_setup "cannot enter the folder $expc_workdir"
  expc_out=$expc_dir/out.log expc_err=$expc_dir/err.log
  outside '/kept/'"$expc_id"'/model.pt'
  need_parent "$expc_path"
  { true >"$expc_out" && true >"$expc_err"; } 2>/dev/null || fail_setup 'cannot write its logs'
  record running
  expc_use=enter expc_step='' expc_code=0 expc_reason=''
  step_0
  finish_writing
  if [ "$expc_code" -eq 0 ]; then succeed; else fail; fi
}
succeed() {
  expc_lost=
  outside '/kept/'"$expc_id"'/model.pt'
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
  [ "$1" -lt 3 ] || refuse "there is no run $1: the last is $((3 - 1))"
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
