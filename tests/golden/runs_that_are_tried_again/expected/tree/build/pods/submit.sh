#!/bin/sh
# submit.sh [OPTION]... submits target pods to Kubernetes, without expc.
#   --runs [NAME:]0-5,9   only these runs of experiment NAME
#   --after JOBID         start when this job has ended; repeatable, as --runs
#   --again[=LINES]       also what was submitted before, in the first LINES of submitted.tsv
#   --dry-run             print the calls of kubectl
# Another call goes on where this one stopped. Exit codes: 0 all submitted, 75 no room, 1 refused, 2 wrong call.

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
run_root=${EXPC_RUN_ROOT:-'runs'}
case $run_root in /*) ;; *) run_root=$project/$run_root ;; esac
stage=$run_root/.expc/${here##*/}
submitted=$stage/submitted.tsv
chunk=100000 arrays=2

experiments() {
  printf '%s %s\n' 'train' 4
  printf '%s %s\n' 'score' 4
}
expand() {
  printf '%s\n' "$2" | tr , '\n' | while read -r range; do
    first=${range%%-*} last=${range#*-}
    case $first/$last in /* | */ | *[!0-9/]*) fail "cannot read the runs '$2'" 2 ;; esac
    [ "$first" -le "$last" ] || fail "the runs '$range' go backwards" 2
    [ "$last" -lt "$3" ] || fail "$1 has no run $last: the last is $(($3 - 1))" 2
    seq -f "$1 %.0f" "$first" "$last"
  done
}
selected() {
  experiments | while read -r name count; do
    for list in $selection; do
      case $list in "$name":*) ;; *:*) continue ;; esac
      expand "$name" "${list#*:}" "$count" || exit 2
    done
  done
}
arrays_of() {
  awk '
    function range() { return first == last ? first : first "-" last }
    function flush() { if (count) print name, key, tasks range(), count }
    {
      task = $2 % chunk; at = $1 " " int($2 / chunk)
      if (at != key) { flush(); key = at; tasks = ""; count = 0; first = task }
      else if (task != last + 1) { tasks = tasks range() ","; first = task }
      last = task; ++count
    }
    END { flush() }' name="$1" chunk="$chunk"
}
selected_arrays() {
  experiments | while read -r name count; do
    printf '%s\n' "$runs_list" | sed -n "s/^$name //p" |
      xargs -n 500 sh "$here/$name/task.sh" --group | sort -u -k 1,1n -k 2,2n | arrays_of "$name"
  done
}
group() {
  experiment=$1 group=$2 runs=$3
  shift 3
  [ -z "$selection" ] || { group_selected "$@"; return; }
  offset=0
  while [ "$offset" -lt "$runs" ]; do
    count=$((runs - offset))
    [ "$count" -le "$chunk" ] || count=$chunk
    submit "$experiment.$group.$((offset / chunk))" "$offset" "0-$((count - 1))" "$count" "$@"
    offset=$((offset + chunk))
  done
}
group_selected() {
  while read -r name number part tasks count; do
    [ "$name.$number" = "$experiment.$group" ] || continue
    submit "$experiment.$group.${part}[$tasks]" $((part * chunk)) "$tasks" "$count" "$@"
  done <<SELECTED
$selected_arrays
SELECTED
}
groups() {
  parents='' by_position=''
  group 'train' 0 4 
  parents='train' by_position=' train'
  group 'score' 0 4 
}

quote() {
  case $1 in
  '' | *[!A-Za-z0-9_.,:/=%@+-]*) printf "'%s' " "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")" ;;
  *) printf '%s ' "$1" ;;
  esac
}
leave_out() {
  lists="$label $tasks $number"
  list=$(awk -F '[]\t[]' '
    NR > old && $1 == stem { job = $(NF - 1); list = list (NF > 3 ? $2 : all) "," }
    END { print job, list list }' stem="${label%%[*}" all="$tasks" old="$again" "$submitted" 2>/dev/null)
  set -- $list
  [ $# -gt 0 ] || return
  lists=$(expand 0 "$2$tasks" "$chunk" | sort -k 2n | uniq -u | arrays_of "${label%%[*}" | sed -E 's/ 0 0 (\S+)/[\1] \1/')
}
jobs_of() {
  printf '%s' "$accepted_jobs" | awk -v name="$1" '$1 == name { print $2, $3, "here" }'
  for tree in "$run_root"/.expc/*/; do
    grep -qF '"target": "pods"' "$tree/manifest.json" 2>/dev/null && [ -f "$tree/submitted.tsv" ] || continue
    place=elsewhere
    [ "$tree" != "$stage/" ] || place=here
    awk -F '\t' -v name="$1" -v alive=" $alive_jobs " -v place="$place" '
      index($1, name ".") == 1 && index(alive, " " $2 " ") { print $1, $2, place }' "$tree/submitted.tsv"
  done
}
parents_at_work() {
  [ -z "$dry_run" ] || return 1
  for parent in $parents; do
    [ -z "$(jobs_of "$parent")" ] || return 0
  done
  return 1
}
stop_for_parents() {
  tell_how_to_follow
  printf '%s of %s calls of kubectl remain: the runs that they wait for have not ended. Call again when they have.\n' "$later" "$arrays"
  exit 75
}
submit() {
  label=$1 from=$2 tasks=$3 number=$4
  shift 4
  known=$((known + number))
  leave_out
  while read -r label tasks number; do
    [ -n "$number" ] || break
    known=$((known - number)) first=$from
    if parents_at_work; then
      later=$((later + 1))
      continue
    fi
    call "$@"
    accepted_jobs=$accepted_jobs"$experiment $label $job$expc_newline"
  done <<LISTS
$lists
LISTS
}
call() {
  [ ${#tasks} -lt 100000 ] || fail "the list of the runs of $label is too long; select fewer of them at a time" 2
  manifest=$here/manifests.d/$experiment.job-$group.yaml
  name=$(sed -n 's/^  name: //p' "$manifest")
  name=${name%-*}-$((first / chunk))
  case $label,$again in *']',* | *,[1-9]*) name=$name-$(job_mark) ;; esac
  at_once=10000
  [ "$at_once" -le "$number" ] || at_once=$number
  file=$log_folder/$name.yaml
  if [ -n "$dry_run" ]; then
    printf '# from %s, as %s: tasks %s, %s at once\n' "$manifest" "$name" "$tasks" "$at_once"
    file=-
  else
    sed -e "s|^  name: .*|  name: $name|" -e "s|^  completions: .*|  completions: $number|" \
      -e "s|^\( *expc/set: \).*|\1$name|" -e "s|^  replicas: .*|  replicas: $at_once|" \
      -e "s|^  parallelism: .*|  parallelism: $at_once|" -e "s|^\( *expc/offset: \).*|\1\"$first\"|" \
      -e "s|^\( *expc/tasks: \).*|\1\"$tasks\"|" "$manifest" >"$file" || exit 1
  fi
  set -- apply -f "$file" -o name  
  if [ -n "$dry_run" ]; then
    job=JOB-OF-$label
    for word in kubectl "$@"; do quote "$word"; done
    printf '\n'
    return
  fi
  now=$(date +%s)
  trap stopped=1 HUP INT TERM
  job=$(setsid "$client" "$@" </dev/null) || fail "$client took no ${label%%[*}"
  job=${job##*/}
  case $job in '' | *[!a-z0-9-]*) fail "kubectl gave no job id, but '$job'" ;; esac
  printf '%s\t%s\t%s\n' "$label" "$job" "$now" >>"$submitted" || exit 1
  printf 'job %s: %.99s, %s runs\n' "$job" "$label" "$number"
  jobs=${jobs:+$jobs,}$job
  trap 'exit 1' HUP INT TERM
  [ -z "$stopped" ] || exit 1
}
tell_how_to_follow() {
  [ -n "$jobs" ] || return 0
  printf 'follow: kubectl get jobs --selector expc/target=pods-4b14e9f863%.0s\nlogs:   %s\n' "$jobs" '/work/runs/pods, as the pods see it'
}
lock() {
  lock=$stage.lock
  until ln -s "$me" "$lock" 2>/dev/null; do
    owner=$(readlink "$lock")
    [ "$owner" != "$me" ] || break
    [ "${owner% *}" = "${me% *}" ] && [ ! -d "/proc/${owner#* }" ] ||
      fail "another submit.sh is at work; if none is, remove $stage.lock"
    lock=$lock.${owner#* }
  done
}

client=${EXPC_KUBECTL:-kubectl}
selection='' after_job='' again=0 dry_run=''
while [ $# -gt 0 ]; do
  option=$1
  case $1 in --runs | --after) option=$1=${2-}; [ $# -eq 1 ] || shift ;; esac
  value=${option#*=}
  case $option in
  --runs= | --after=) fail "${option%=} lacks its value" 2 ;;
  --runs=*) selection="$selection $value" ;;
  --after=*)
    after_job=$after_job:${value#kubernetes:}
    case $after_job in *[!0-9:_]*) fail "'$value' is not the id of a job" 2 ;; esac ;;
  --again) again=all ;;
  --again=*) again=$value ;;
  --dry-run) dry_run=1 ;;
  *) fail "there is no option $1; the first lines of this file tell what there is" 2 ;;
  esac
  shift
done

if [ -n "$selection" ]; then
  runs_list=$(selected) || exit 2
  [ -n "$runs_list" ] || fail 'no such runs' 2
  selected_arrays=$(selected_arrays) || exit 1
  arrays=$(printf '%s\n' "$selected_arrays" | wc -l)
fi

log_folder="$run_root"'/pods/.kubernetes'
if [ -z "$dry_run" ]; then
  mkdir -p "$run_root/.expc" "$log_folder" || exit 1
  me="$(uname -n) $$"
  lock
  lock
  trap 'rm -f "$stage.lock"*' EXIT
  trap 'exit 1' HUP INT TERM
  if [ ! -d "$stage" ]; then
    cp -R "$here" "$stage.$$" && mv "$stage.$$" "$stage" || exit 1
  fi
fi
mark=$stage/again
case $again:$(sed 1d "$mark" 2>/dev/null) in
[0a]*":=$selection") read -r again <"$mark" ;;
all:*)
  again=$(cat "$submitted" 2>/dev/null | wc -l)
  [ -n "$dry_run" ] || printf '%s\n' "$again" "=$selection" >"$mark" || exit 1 ;;
*) mark= ;;
esac
known=0 jobs='' stopped=''
accepted_jobs='' alive_jobs='' later=0
if [ -z "$dry_run" ]; then
  alive_jobs=$(list=$("$client" get jobs --selector 'expc/target=pods-4b14e9f863'  -o jsonpath='{range .items[*]}{.metadata.name}{" "}{.status.conditions[*].type}{"\n"}{end}') && printf '%s\n' "$list" | awk '!/ (Complete|Failed)( |$)/ { print $1 }') || fail 'Kubernetes does not say which jobs are in the queue'
  alive_jobs=$(printf '%s' "$alive_jobs" | tr '\n' ' ')
fi
[ -z "$after_job" ] || fail 'a Job of Kubernetes cannot wait for another' 2
job_mark() { printf '%s %s %s' "$tasks" "$again" "$(cat "$submitted" 2>/dev/null)" | cksum | cut -d ' ' -f 1; }
need_object() {
  found=$("$client" get "$1" "$2" --ignore-not-found -o name  </dev/null) || fail "$client does not say whether there is $1 $2"
  [ -n "$found" ] || "$client" create -f "$here/manifests.d/$3.yaml" -o name  </dev/null || fail "$client made no $1 $2"
}
if [ -z "$dry_run" ]; then
  need_object configmap train-1a2dd1a9fd 'train.config-map'
  need_object configmap score-766a85cefd 'score.config-map'
fi
groups
[ "$later" -eq 0 ] || stop_for_parents
[ -n "$dry_run" ] || {
  rm -f "$mark"
  [ "$known" -eq 0 ] || printf 'submitted before: %s runs; --again submits them too\n' "$known"
}
tell_how_to_follow
