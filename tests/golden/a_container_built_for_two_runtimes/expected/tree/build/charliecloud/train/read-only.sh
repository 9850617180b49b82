#!/bin/sh
# read-only.sh FOLDER COUNT SOURCE... COMMAND... makes COUNT sources FOLDER/0, FOLDER/1, ... that can only be read,
# and becomes the command. It is meant for a user and mount namespace of its own. Written by expc; do not edit.

fail() { printf 'expc: cannot make %s read-only\n' "$1" >&2; exit 1; }
close() {
  options=$(findmnt -n -o VFS-OPTIONS --mountpoint "$1") || return
  mount -o "remount,bind,ro,${options#r[wo],}" "$1"
}

folder=$1 count=$2 number=0
shift 2
mount -t tmpfs expc "$folder" || fail "$folder"
while [ "$number" -lt "$count" ]; do
  at=$folder/$number
  if [ -d "$1" ]; then mkdir "$at"; else : >"$at"; fi
  mount --rbind "$1" "$at" && close "$at" || fail "$1"
  number=$((number + 1))
  shift
done
exec "$@"
