#!/bin/sh
# SPDX-License-Identifier: MIT
# with_hydra.sh PYTHON FOLDER ARGUMENT...: runs the virtual environment's python, which has hydra-core; makes it first.
set -u
python=$1 folder=$2
shift 2
if ! "$folder/bin/python" -c 'import hydra' 2>/dev/null; then
  { "$python" -m venv "$folder" && "$folder/bin/pip" install -q hydra-core==1.3.2; } >"$folder.log" 2>&1 || {
    tail -n 5 "$folder.log"
    echo 'skipped: hydra-core cannot be installed from PyPI'
    [ -n "${CI-}" ] && exit 1
    exit 77
  }
fi
exec "$folder/bin/python" "$@"
