#!/bin/sh
# send.sh [OPTION]... sends the project and this folder to grid and calls submit.sh there with the OPTIONs.
# Exit codes are those of submit.sh, and 1 where the connection breaks: another call goes on where this one stopped.
# EXPC_SSH holds the words that start ssh; without them one login serves the whole call.

expc_newline='
'
fail() { printf '%s: %s\n' "${0##*/}" "$1" >&2; exit "${2:-1}"; }
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 1
if [ -z "${EXPC_PROJECT-}" ] && [ -r "$here/project" ]; then
  EXPC_PROJECT=$here/$(cat "$here/project")
fi
project=$(CDPATH='' cd -- "${EXPC_PROJECT:-/nowhere}" 2>/dev/null && pwd -P)
[ -f "$project/"'input.exp' ] ||
  fail 'the project is not where it was; set EXPC_PROJECT to the folder that holds ''input.exp' 2
host='grid'
builds=${EXPC_BUILDS:-${here%/.store/*}}

assign() {
  rest=$2 quoted=''
  while :; do
    case $rest in
    *\'*) quoted="$quoted${rest%%\'*}'\\''" rest=${rest#*\'} ;;
    *) break ;;
    esac
  done
  printf "%s='%s'\n" "$1" "$quoted$rest"
}
there() {
  said=$({ echo 'echo expc begins'; cat; } | $ssh -- "$host" exec bash -l -s)
  code=$?
  said=${said#*expc begins}
  said=${said#"$expc_newline"}
  [ -z "$said" ] || printf '%s\n' "$said"
  return "$code"
}
send() {
  if [ -n "${EXPC_PROGRESS-}" ]; then
    rsync -rlptz -s --info=progress2 -e "$ssh" "$@" >/dev/tty
  else
    rsync -rlptz -s -e "$ssh" "$@"
  fi
}

preparation() {
  assign dir ''
  assign name "${project##*/}"
  assign run_root 'results'
  assign tree ".expc/${here##*/}"
  cat <<'THERE'
fail() { printf '%s\n' "there is no $1" >&2; exit 1; }
command -v rsync >/dev/null || fail rsync
command -v "${EXPC_QSUB:-qsub}" >/dev/null || fail qsub
dir=${dir:-$HOME/expc/$name}
mkdir -p -- "$dir" && cd -- "$dir" && project=$(pwd -P) || exit 1
case $run_root in /*) ;; *) run_root=$project/$run_root ;; esac
mkdir -p -- "$run_root/.expc/incoming" || exit 1
arrived=no
[ ! -d "$run_root/$tree" ] || arrived=yes
printf '%s\n' "$project" "$run_root" "$arrived"
THERE
}
submission() {
  assign EXPC_PROJECT "$there_project"
  assign EXPC_RUN_ROOT "$there_run_root"
  assign digest "${here##*/}"
  assign WANDB_API_KEY "$WANDB_API_KEY"; echo 'export WANDB_API_KEY'
  echo 'set --'
  for word in "$@"; do
    assign word "$word"
    echo 'set -- "$@" "$word"'
  done
  cat <<'THERE'
export EXPC_PROJECT EXPC_RUN_ROOT
trap '' HUP PIPE
tree=$EXPC_RUN_ROOT/.expc/$digest incoming=$EXPC_RUN_ROOT/.expc/incoming/$digest
[ -d "$tree" ] || mv -T -- "$incoming" "$tree" || exit 1
rm -rf -- "$incoming"
said=$(sh "$tree/submit.sh" "$@" </dev/null)
code=$?
[ -z "$said" ] || printf '%s\n' "$said"
exit "$code"
THERE
}

[ -n "${WANDB_API_KEY+set}" ] || fail 'the secret WANDB_API_KEY is not set'
ssh=${EXPC_SSH-}
if [ -z "$ssh" ]; then
  ssh='ssh -o BatchMode=yes -o LogLevel=ERROR'
  if ! ssh -G -- "$host" 2>/dev/null | grep -q '^controlpath /'; then
    sockets=$(mktemp -d /tmp/expc-ssh.XXXXXX) || exit 1
    trap '$ssh -O exit -- "$host" 2>/dev/null; rm -rf "$sockets"' EXIT
    trap 'exit 1' HUP INT TERM
    ssh="$ssh -o ControlMaster=auto -o ControlPath=$sockets/socket -o ControlPersist=60"
  fi
fi

facts=$(preparation | there) || fail "nothing was sent to $host"
{
  IFS= read -r there_project
  IFS= read -r there_run_root
  IFS= read -r arrived
} <<FACTS
$facts
FACTS
case $builds/ in
"$project"/?*)
  not_builds=${builds#"$project"}/
  case $not_builds in *[*?[]*) not_builds=$(printf '%s' "$not_builds" | sed 's/[*?[\\]/\\&/g') ;; esac
  not_builds=--exclude=$not_builds ;;
*) not_builds=--exclude=/.expc/ ;;
esac
send --delay-updates "$not_builds" '--exclude=/results/' '--exclude=/runs/' '--exclude=.git/' '--exclude=__pycache__/' '--exclude=*.pyc' '--exclude=.expc/' "$project/" "$host:$there_project/"
case $? in
0 | 24) ;;
*) fail "the project did not arrive on $host, and nothing was submitted; another call sends the rest" ;;
esac
if [ "$arrived" = no ]; then
  send --exclude=/submitted.tsv "$here/" "$host:$there_run_root/.expc/incoming/${here##*/}/" ||
    fail "this folder did not arrive on $host, and nothing was submitted; another call sends the rest"
fi
printf 'sent %s to %s:%s\n' "$project" "$host" "$there_project"

said=$(submission "$@" | there)
code=$?
[ -z "$said" ] || printf '%s\n' "$said" | sed "s/^follow: /&ssh $host /; s/^logs:   /&$host:/"
[ "$code" -ne 255 ] || fail "the connection to $host broke; another call finds what was submitted"
exit "$code"
