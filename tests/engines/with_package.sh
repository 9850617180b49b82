#!/bin/sh
# SPDX-License-Identifier: MIT
# with_package.sh ENGINE MODULE REQUIREMENT PYTHON FOLDER ARGUMENT...: runs the python of the virtual environment in FOLDER, which has
# MODULE; installs PyPI's REQUIREMENT there first. Without it the case is skipped, or fails if ENGINE is required.
set -u
engine=$1 module=$2 requirement=$3 python=$4 folder=$5
shift 5
exec 9>"$folder.lock"
flock 9
if ! "$folder/bin/python" -c "import $module" 2>/dev/null; then
  { "$python" -m venv "$folder" && "$folder/bin/pip" install -q "$requirement"; } >"$folder.log" 2>&1 || {
    tail -n 5 "$folder.log"
    echo "skipped: $requirement cannot be installed from PyPI"
    case ,${EXPC_REQUIRE_ENGINES-}, in *,$engine,*) exit 1 ;; esac
    exit 77
  }
fi
flock -u 9
exec "$folder/bin/python" "$@"
