#!/bin/sh
# SPDX-License-Identifier: MIT
# with_validator.sh PYTHON FOLDER ARGUMENT...: runs the virtual environment's python, which has kubernetes-validate; makes it first.
set -u
python=$1 folder=$2
shift 2
exec 9>"$folder.lock"
flock 9
if ! "$folder/bin/python" -c 'import kubernetes_validate' 2>/dev/null; then
  { "$python" -m venv "$folder" && "$folder/bin/pip" install -q kubernetes-validate==1.37.0; } >"$folder.log" 2>&1 || {
    tail -n 5 "$folder.log"
    echo 'skipped: kubernetes-validate cannot be installed from PyPI'
    case ,${EXPC_REQUIRE_ENGINES-}, in *,kubernetes,*) exit 1 ;; esac
    exit 77
  }
fi
flock -u 9
exec "$folder/bin/python" "$@"
