#!/bin/sh
# task.sh INDEX runs one run of experiment evaluate of target study; EXPC_PROJECT and EXPC_RUN_ROOT say where.
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
  digit 0 200
  digit 1 100
  digit 2 1
}
row() {
  expc_i=$1 expc_way=down
  walk
  expc_c0=$expc_d0
  expc_c1=$expc_d1
  expc_c2=$expc_d2
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
add_hash() {
  first_20 "$(printf '%s\0n\0%s' "$@" | sha256sum)"
  add_token "$expc_hex"
}
values() {
  # split
  pick 0 $expc_c0 'val' cb719c21893093a7c7c6 'test' 0eecbb9d0f0722ae8ded
  # lr
  pick 1 $expc_c1 '0.1' 791dbbab112a1dd89f7c '0.2' 3ca9a63addf9f7aa63e7
  # seed
  expc_v2=$((0 + 1 * (expc_c2 - 0)))
  add_hash 'seed' "$expc_v2"
}
decode() {
  expc_index=$1 expc_high=0 expc_low=0
  row "$1"
  values
  expc_id=$(printf '%010x%010x' $((expc_high % 1099511627776)) $((expc_low % 1099511627776)))
  expc_name=evaluate-${expc_id%????????}
  case $((expc_c1 * 100 + expc_c2)) in
  0) expc_t0='/train/dae2bd93d65a35e2f007' ;;
  1) expc_t0='/train/f34e1cdb2ed70f6aaf68' ;;
  2) expc_t0='/train/3803680ef86e51cd4ab4' ;;
  3) expc_t0='/train/b4665df9a76cb839f4fe' ;;
  4) expc_t0='/train/4c92d7b95d062d9be388' ;;
  5) expc_t0='/train/99aa67276d0fc6fa7389' ;;
  6) expc_t0='/train/813c8e2894eb67b2dcfb' ;;
  7) expc_t0='/train/ff1b7f73d646a4aacb00' ;;
  8) expc_t0='/train/2078c34b5c62e15650cd' ;;
  9) expc_t0='/train/fb7f15466659c1d32302' ;;
  10) expc_t0='/train/35f1de21564cfa40f913' ;;
  11) expc_t0='/train/6ec5a75c44ce2c13795f' ;;
  12) expc_t0='/train/ff74ce1e4b49f0404ded' ;;
  13) expc_t0='/train/d2bc9b2b6eeacc26918f' ;;
  14) expc_t0='/train/7319e96fa8434f5cd8d9' ;;
  15) expc_t0='/train/78a26738c009314b2239' ;;
  16) expc_t0='/train/d0e56730b1907c6353c7' ;;
  17) expc_t0='/train/9662e08734fa709c15f2' ;;
  18) expc_t0='/train/5e0b5e78f589508f395c' ;;
  19) expc_t0='/train/775b6c9ab93f449a6827' ;;
  20) expc_t0='/train/23f5b7bec96a10a5e7e5' ;;
  21) expc_t0='/train/d78edb0ab9ec8013f9a6' ;;
  22) expc_t0='/train/ec9f0839bc358c281b77' ;;
  23) expc_t0='/train/56ea8a257960600c1d16' ;;
  24) expc_t0='/train/37a67296eb3bb056ce84' ;;
  25) expc_t0='/train/a259120cf1edb2d51226' ;;
  26) expc_t0='/train/3a638f360c81b793651d' ;;
  27) expc_t0='/train/20249acb45497a55d5f2' ;;
  28) expc_t0='/train/d0cac8e83f530df134ce' ;;
  29) expc_t0='/train/f44334ec287aaca8f4ac' ;;
  30) expc_t0='/train/429444190d766fb6acc0' ;;
  31) expc_t0='/train/64fbe19b22b4527f4f4f' ;;
  32) expc_t0='/train/df928f4aaae907d09930' ;;
  33) expc_t0='/train/c33989389d17cc560cd9' ;;
  34) expc_t0='/train/3c4ac7e46c8ea1b77928' ;;
  35) expc_t0='/train/9f859372b8d57dc87cf6' ;;
  36) expc_t0='/train/060ca7f51edef5bf0e36' ;;
  37) expc_t0='/train/1c8ae43b6b15a8542a21' ;;
  38) expc_t0='/train/17bfb98436b777e78b7f' ;;
  39) expc_t0='/train/2992382879ea8c78d730' ;;
  40) expc_t0='/train/7c18361e28618b508dc1' ;;
  41) expc_t0='/train/c5c9782a4e3cebf2eec9' ;;
  42) expc_t0='/train/4bfda4e16f8bff80d10b' ;;
  43) expc_t0='/train/b3b8b7e0a674bae59b04' ;;
  44) expc_t0='/train/ff2611a936c3fe73e6d2' ;;
  45) expc_t0='/train/c38750d25b43ae80a8be' ;;
  46) expc_t0='/train/00928bfac262cd2afdd8' ;;
  47) expc_t0='/train/d4ba523bd7124bc4929d' ;;
  48) expc_t0='/train/44f5a9c2f56c946121e3' ;;
  49) expc_t0='/train/3820122dd93a7ac2f0e0' ;;
  50) expc_t0='/train/1fbfe4a26515b5642522' ;;
  51) expc_t0='/train/0cd69f14215715c23dfa' ;;
  52) expc_t0='/train/5b12490ad36228e5c5a3' ;;
  53) expc_t0='/train/a0b5ddedfdedeef54e0f' ;;
  54) expc_t0='/train/e4adb0c36a4e4793ca7a' ;;
  55) expc_t0='/train/199e5327c59f7c4c4d4e' ;;
  56) expc_t0='/train/413bbc0191952a4593b6' ;;
  57) expc_t0='/train/7c40a163249ecf81ef14' ;;
  58) expc_t0='/train/5495a366da4d38bb64af' ;;
  59) expc_t0='/train/7588406539d25d82582e' ;;
  60) expc_t0='/train/a3027d885c080670b7bc' ;;
  61) expc_t0='/train/f3a44597c67003739be5' ;;
  62) expc_t0='/train/56581a988e75741fb524' ;;
  63) expc_t0='/train/c796cbb65ead424378ec' ;;
  64) expc_t0='/train/415fcad44b5ec4e528ba' ;;
  65) expc_t0='/train/fd495058e3fd745ba889' ;;
  66) expc_t0='/train/48521d5e9f05c24deaa7' ;;
  67) expc_t0='/train/e201a33c8444dad318cf' ;;
  68) expc_t0='/train/c5aad2e42a9fb7da050e' ;;
  69) expc_t0='/train/f52fcee35bc63908fc5e' ;;
  70) expc_t0='/train/8035759848fe77f20df9' ;;
  71) expc_t0='/train/f3d8f955e4361b6f5e89' ;;
  72) expc_t0='/train/46f0bb0e600bcf95eea0' ;;
  73) expc_t0='/train/7f7c64f5976b9231cf9d' ;;
  74) expc_t0='/train/b4d9afbbc9b3e1c60984' ;;
  75) expc_t0='/train/47354795a6437ca6f111' ;;
  76) expc_t0='/train/2d1ad9a888e57af07d00' ;;
  77) expc_t0='/train/6d02973c19ae526f0d19' ;;
  78) expc_t0='/train/dc9b856e5e379dc1f0d1' ;;
  79) expc_t0='/train/ef0c917f895674619090' ;;
  80) expc_t0='/train/d0eef5a13008d184e2fe' ;;
  81) expc_t0='/train/2385c1e5d23fc8eb12d4' ;;
  82) expc_t0='/train/a9eb85a8a82c8e4ccc76' ;;
  83) expc_t0='/train/f1c4a23d54e46e82610b' ;;
  84) expc_t0='/train/838f1e05f1fb7003b4a9' ;;
  85) expc_t0='/train/1fffb28c51184b417336' ;;
  86) expc_t0='/train/d52459d185f847994942' ;;
  87) expc_t0='/train/e9bd1b67f780b1dadf28' ;;
  88) expc_t0='/train/0b8b14a6f785df0ec995' ;;
  89) expc_t0='/train/e1845a0750e9fc9c3e74' ;;
  90) expc_t0='/train/5b2b0dc0c2510a1ae77c' ;;
  91) expc_t0='/train/ea71534f5c91475736b9' ;;
  92) expc_t0='/train/448784c19728495e268d' ;;
  93) expc_t0='/train/8c65a8f6387cf6440a40' ;;
  94) expc_t0='/train/259d958104c7df8206ba' ;;
  95) expc_t0='/train/e8367ad65b4c49e7a555' ;;
  96) expc_t0='/train/df06f5954970d8ea4bc8' ;;
  97) expc_t0='/train/4ca536d3f963899de20a' ;;
  98) expc_t0='/train/e96e3db8b5e8aa453a65' ;;
  99) expc_t0='/train/6c8b8790763dfa3c4730' ;;
  100) expc_t0='/train/9e6ea823a22a0fb4b472' ;;
  101) expc_t0='/train/b6da076afaa6e93c73d3' ;;
  102) expc_t0='/train/fb8f529ec43e2b9f0f1f' ;;
  103) expc_t0='/train/77f24889733c920bb969' ;;
  104) expc_t0='/train/101ec24929d6076da7f3' ;;
  105) expc_t0='/train/5d3651b739dfa0cc37f4' ;;
  106) expc_t0='/train/44c878b860bb4184a166' ;;
  107) expc_t0='/train/c2a76a03a2167e7c8f6b' ;;
  108) expc_t0='/train/e404addb2832bb281538' ;;
  109) expc_t0='/train/bf0affd632299ba4e76d' ;;
  110) expc_t0='/train/f97dc8b1221cd412bd7e' ;;
  111) expc_t0='/train/325191ec109e05e53dca' ;;
  112) expc_t0='/train/c300b8ae1719ca121258' ;;
  113) expc_t0='/train/964885bb3abaa5f855fa' ;;
  114) expc_t0='/train/36a5d3ff7413292e9d44' ;;
  115) expc_t0='/train/3c2e51c88cd90b1ce6a4' ;;
  116) expc_t0='/train/947151c07d6056351832' ;;
  117) expc_t0='/train/59eecb1700ca4a6dda5d' ;;
  118) expc_t0='/train/21974908c1592a60fdc7' ;;
  119) expc_t0='/train/3ae7572a850f1e6c2c92' ;;
  120) expc_t0='/train/e781a24e9539ea77ac50' ;;
  121) expc_t0='/train/9b1ac59a85bc59e5be11' ;;
  122) expc_t0='/train/b02af2c9880565f9dfe2' ;;
  123) expc_t0='/train/1a7674b5453039dde181' ;;
  124) expc_t0='/train/fb325d26b70b8a2892ef' ;;
  125) expc_t0='/train/65e4fc9cbdbd8ca6d691' ;;
  126) expc_t0='/train/fdef79c5d85191652988' ;;
  127) expc_t0='/train/e3b0855b111954279a5d' ;;
  128) expc_t0='/train/9456b3780b22e7c2f939' ;;
  129) expc_t0='/train/b7cf1f7bf44a867ab917' ;;
  130) expc_t0='/train/06202ea8d9464988712b' ;;
  131) expc_t0='/train/2887cc2aee842c5113ba' ;;
  132) expc_t0='/train/a31e79da76b8e1a25d9b' ;;
  133) expc_t0='/train/86c573c869e7a627d144' ;;
  134) expc_t0='/train/ffd6b274385e7b893d93' ;;
  135) expc_t0='/train/63117e0284a5579a4161' ;;
  136) expc_t0='/train/c9989284eaaecf90d2a1' ;;
  137) expc_t0='/train/e016cecb37e58225ee8c' ;;
  138) expc_t0='/train/db4ba414028751b94fea' ;;
  139) expc_t0='/train/ed1e22b845ba664a9b9b' ;;
  140) expc_t0='/train/3fa420adf4316522522c' ;;
  141) expc_t0='/train/895562ba1a0cc5c4b334' ;;
  142) expc_t0='/train/0f898f713b5bd9529576' ;;
  143) expc_t0='/train/7744a270724494b75f6f' ;;
  144) expc_t0='/train/c2b1fc390293d845ab3d' ;;
  145) expc_t0='/train/87133b62271388526d29' ;;
  146) expc_t0='/train/c41e768a8e32a6fcc243' ;;
  147) expc_t0='/train/98463ccba3e225965708' ;;
  148) expc_t0='/train/08819452c13c6e32e64e' ;;
  149) expc_t0='/train/fbabfcbda50a5494b54b' ;;
  150) expc_t0='/train/e34bcf3231e58f35e98d' ;;
  151) expc_t0='/train/d06289a3ed26ef940265' ;;
  152) expc_t0='/train/1e9e339a9f3202b78a0e' ;;
  153) expc_t0='/train/6441c87dc9bdc8c7127a' ;;
  154) expc_t0='/train/a8399b53361e21658ee5' ;;
  155) expc_t0='/train/dd2a3db7916f561e11b9' ;;
  156) expc_t0='/train/04c7a6915d6504175821' ;;
  157) expc_t0='/train/3fcc8bf2f06ea953b37f' ;;
  158) expc_t0='/train/18218df6a61d128d291a' ;;
  159) expc_t0='/train/39142af505a237541c99' ;;
  160) expc_t0='/train/668e681828d7e0427c27' ;;
  161) expc_t0='/train/b7303027923fdd456050' ;;
  162) expc_t0='/train/19e405285a454df1798f' ;;
  163) expc_t0='/train/8b22b6462a7d1c153d57' ;;
  164) expc_t0='/train/04ebb564172e9eb6ed25' ;;
  165) expc_t0='/train/c0d53ae8afcd4e2d6cf4' ;;
  166) expc_t0='/train/0bde07ee6bd59c1faf12' ;;
  167) expc_t0='/train/a58d8dcc5014b4a4dd3a' ;;
  168) expc_t0='/train/8936bd73f66f91abc979' ;;
  169) expc_t0='/train/b8bbb973279612dac0c9' ;;
  170) expc_t0='/train/43c1602814ce51c3d264' ;;
  171) expc_t0='/train/b764e3e5b005f54122f4' ;;
  172) expc_t0='/train/0a7ca59e2cdba967b30b' ;;
  173) expc_t0='/train/43084f85633b6c039408' ;;
  174) expc_t0='/train/78659a4b9583bb97cdef' ;;
  175) expc_t0='/train/0ac1322572135678b57c' ;;
  176) expc_t0='/train/f0a6c43854b554c2416b' ;;
  177) expc_t0='/train/308e81cbe57e2c40d184' ;;
  178) expc_t0='/train/a0276ffe2a077793b53c' ;;
  179) expc_t0='/train/b2987c0f55264e3354fb' ;;
  180) expc_t0='/train/947ae030fcd8ab56a769' ;;
  181) expc_t0='/train/e711ac759e0fa2bcd73f' ;;
  182) expc_t0='/train/6d77703874fc681e90e1' ;;
  183) expc_t0='/train/b5508ccd20b448542576' ;;
  184) expc_t0='/train/471b0895bdcb49d57914' ;;
  185) expc_t0='/train/e38b9d1c1de8251337a1' ;;
  186) expc_t0='/train/98b0446151c8216b0dad' ;;
  187) expc_t0='/train/ad4905f7c3508baca393' ;;
  188) expc_t0='/train/cf16ff36c355b8e08e00' ;;
  189) expc_t0='/train/a51044971cb9d66e02df' ;;
  190) expc_t0='/train/1eb6f8508e20e3ecabe7' ;;
  191) expc_t0='/train/adfd3ddf28612128fb24' ;;
  192) expc_t0='/train/08136f5163f8232feaf8' ;;
  193) expc_t0='/train/4ff19386044cd015ceab' ;;
  194) expc_t0='/train/e9298010d097b953cb25' ;;
  195) expc_t0='/train/abc26566271c23b969c0' ;;
  196) expc_t0='/train/a292e0251540b2bc1033' ;;
  197) expc_t0='/train/10312163c533636fa675' ;;
  198) expc_t0='/train/acfa284881b88416fed0' ;;
  199) expc_t0='/train/30177220420dd40e0b9b' ;;
  esac
}
rank() {
  expc_i=$2
}
group() {
  printf '0 %s\n' "$1"
}

step_0() {
  set -- "$@" 'python3' 'evaluate.py' '--split' "$expc_v0" "$expc_runs""$expc_t0"'/best.pt'
  "$expc_use" "$@"
}
print_words() { [ $# -eq 0 ] || printf '%s\0' "$@"; }
canonical_step() { printf 'step=\0'; [ $# -eq 0 ] || printf 'word=%s\0' "$@"; }
canonical() {
  by_name
  printf '%s\0' 'expc-run=1'
  printf '%s\0' 'workdir='
  expc_use=canonical_step
  step_0
}
by_name() {
  expc_runs='${target.dir}' expc_dir='${run.dir}' expc_node='${run.node}' expc_job='${run.job_id}' expc_attempt='${attempt}'
}
by_value() {
  by_name
  [ -z "${EXPC_RUN_ROOT-}" ] || expc_runs=$EXPC_RUN_ROOT/'study' expc_dir=$EXPC_RUN_ROOT/'study'/'evaluate'/$expc_id
  expc_attempt=${EXPC_ATTEMPT:-1} expc_job=${EXPC_JOB_ID:-$$}
}

refuse() { printf '%s: %s\n' "$0" "$1" >&2; exit 2; }
record() {
  expc_state=$1; shift
  set -- "state=$expc_state" target='study' experiment='evaluate' \
    "index=$expc_index" "id=$expc_id" "digest=$expc_digest" "attempt=$expc_attempt" \
    "host=$expc_node" "pid=$$" "job=local:$expc_job" "start=$expc_begin" "tree=$expc_tree" "$@"
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
  expc_status=$expc_runs/.status/'evaluate'/
  case ${EXPC_STATUS-} in
  append) expc_status=${expc_status}append ;;
  *) expc_status=$expc_status${expc_id%??????????????????} ;;
  esac
  [ -z "${expc_asks-}" ] || { mkdir -p "$expc_status" || exit 1; return; }
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
  export EXPC_PARAM_split="$expc_v0" EXPC_PARAM_lr="$expc_v1" EXPC_PARAM_seed="$expc_v2"
  export EXPC_RUN_ID="$expc_id" EXPC_RUN_INDEX="$expc_index" EXPC_RUN_NAME="$expc_name" \
    EXPC_EXPERIMENT='evaluate' EXPC_TARGET='study' EXPC_RUN_DIR="$expc_dir" EXPC_ATTEMPT="$expc_attempt"
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
run() {
  prepare "$1"
  expc_workdir=''
  case $expc_workdir in /*) ;; *) expc_workdir=$EXPC_PROJECT${expc_workdir:+/$expc_workdir} ;; esac
  cd "$expc_workdir" 2>/dev/null || fail_setup "cannot enter the folder $expc_workdir"
  expc_out=$expc_dir/out.log expc_err=$expc_dir/err.log
  { true >"$expc_out" && true >"$expc_err"; } 2>/dev/null || fail_setup 'cannot write its logs'
  record running
  expc_use=start expc_step='' expc_code=0 expc_reason=''
  step_0
  if [ "$expc_code" -eq 0 ]; then succeed; else fail; fi
}
succeed() {
  expc_lost=
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


need_run() {
  expc_record=$expc_runs/.status/$1/${2%??????????????????}/$2 expc_state=
  if [ -d "$expc_runs/.status/$1/append" ]; then
    expc_state=$(records_of "$expc_runs/.status/$1/append" | latest_state "$2")
  elif [ -f "$expc_record" ]; then
    read -r expc_state <"$expc_record"
  fi
  [ "$expc_state" = state=succeeded ] || skip "waits for $1 $2, which has not succeeded"
}
records_of() {
  [ ! -f "$expc_record" ] || { tr '\n' '\t' <"$expc_record" && echo; }
  cd "$1" && ls -tr | tr '\n' '\0' | xargs -0 cat
}
latest_state() {
  awk -F '\t' -v id="id=$1" '
    $5 == id { sub("start=", "", $11); if ($11 + 0 >= latest) { latest = $11 + 0; state = $1 } }
    END { print state }'
}
need_runs() {
  while read -r expc_other expc_parent; do
    [ "$expc_other" != "$3" ] || need_run "$1" "$expc_parent"
  done <"$expc_here/$2"
}
skip() {
  printf '%s\n' "$1"
  record skipped "end=$(date +%s)" "reason=$1"
  exit 1
}
lanes() { printf '%010x%010x' $((expc_high % 1099511627776)) $((expc_low % 1099511627776)); }
need_parents() {
  expc_high=0 expc_low=0
  # lr
  pick 1 $expc_c1 '0.1' 791dbbab112a1dd89f7c '0.2' 3ca9a63addf9f7aa63e7
  # seed
  expc_v2=$((0 + 1 * (expc_c2 - 0)))
  add_hash 'seed' "$expc_v2"
  need_run 'train' "$(lanes)"
}

check() {
  case $1 in '' | *[!0-9]* | 0?*) refuse "there is no run $1" ;; esac
  [ "$1" -lt 400 ] || refuse "there is no run $1: the last is $((400 - 1))"
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
--ready) expc_asks=1; check "$2"; prepare "$2"; need_parents ;;
[0-9]*) check "$1"; run "$1" ;;
*) refuse 'its first lines say how to use it' ;;
esac
