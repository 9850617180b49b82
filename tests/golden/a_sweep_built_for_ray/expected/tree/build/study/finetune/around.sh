#!/bin/bash -l
# around.sh INDEX prepares, runs one run and cleans up; `bash -l` runs it, or a job script that is one sources it.
# A failing setup is the outcome setup_failed; a teardown cannot change the exit code. Written by expc; do not edit.

expc_folder=${BASH_SOURCE[0]%/*}
expc_index=$1
expc_setups=1
expc_teardowns=0

trap 'sh "$expc_folder/task.sh" --setup-failed "$expc_index" "setup $expc_number of $expc_setups failed"; exit $?' EXIT
set --
for ((expc_number = 1; expc_number <= expc_setups; ++expc_number)); do
  set -eo pipefail
  . "$expc_folder/setup-$((expc_number - 1)).bash"
  set +eo pipefail
done
trap - EXIT

if [ -z "${EXPC_FORWARD-}" ]; then
  sh "$expc_folder/task.sh" "$expc_index"
  expc_code=$?
else
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
  sh "$expc_folder/task.sh" "$expc_index" &
  forward $!
fi
for ((expc_number = 0; expc_number < expc_teardowns; ++expc_number)); do
  (. "$expc_folder/teardown-$expc_number.bash")
done
exit "$expc_code"
