# SPDX-License-Identifier: MIT
# clang-tidy over every source of the compiler, in the units of the sanitizer build: their headers are read once a unit.
set -euo pipefail
folder=build-sanitize
[ -f $folder/compile_commands.json ] || bash scripts/ci-sanitize.sh
run-clang-tidy-16 -p $folder -quiet -j "$(nproc)" "$PWD/$folder/CMakeFiles/expc.*/Unity/.*" > $folder/tidy.log 2>&1 || {
  grep -E '(warning|error):' $folder/tidy.log | sort -u | head -n 60
  exit 1
}
