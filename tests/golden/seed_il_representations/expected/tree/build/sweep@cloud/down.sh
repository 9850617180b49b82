#!/bin/sh
# down.sh [OPTION]... ends the Ray cluster of cluster.yaml; options are those of `ray down`.

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 1
"${EXPC_RAY:-ray}" down "$@" "$here/cluster.yaml" || exit 1
gcloud=${EXPC_GCLOUD:-gcloud}
stopped=$("$gcloud" compute instances list --project='methodical-tea-257021' '--format=value(name,zone)' \
  --filter='labels.ray-cluster-name=il-rep-ada AND status=TERMINATED') || exit 1
[ -n "$stopped" ] || { printf 'no stopped machine is left\n'; exit 0; }
printf '%s\n' "$stopped" | {
  left=0
  while read -r name zone; do
    printf 'deleting %s in %s, which was stopped\n' "$name" "$zone"
    "$gcloud" compute instances delete "$name" "--zone=$zone" --project='methodical-tea-257021' --quiet </dev/null || left=1
  done
  exit "$left"
}
