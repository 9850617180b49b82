# SPDX-License-Identifier: MIT
# A clang build with the address and undefined-behaviour sanitizers: unit tests, golden cases, then every fuzzer for
# EXPC_FUZZ_SECONDS (30) from the golden inputs. Up to 16 files of a layer are compiled as one (a
# unity build), in a third of the time: what is file-local needs a name of its own within a layer.
set -euo pipefail
folder=build-sanitize
export CC=clang-16 CXX=clang++-16 ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1
cmake -G Ninja -S . -B $folder -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG='-O1 -g1' \
  -DEXPC_SANITIZE=ON -DEXPC_FUZZ=ON -DEXPC_WERROR=ON -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=16 > /dev/null
cmake --build $folder | tail -n 40
ctest --test-dir $folder --output-on-failure -j "$(nproc)" -LE 'engine|example|readme'

corpus=$(mktemp -d)
trap 'rm -rf "$corpus"' EXIT
number=0
# Without the programs of the benchmarks: they are work on purpose, half a minute each under sanitizers.
git ls-files -z -- '*.exp' ':!bench' | while IFS= read -r -d '' file; do
  cp "$file" "$corpus/$((++number)).exp"
done
mkdir -p "$folder/found"
fuzz() { # FUZZER: its findings, and how much it did
  local log="$folder/${1##*/}.log"
  "$1" -dict=tests/fuzz/exp.dict -max_total_time="${EXPC_FUZZ_SECONDS:-30}" -timeout=60 -rss_limit_mb=2048 \
    -verbosity=0 -print_final_stats=1 -artifact_prefix="$folder/found/" "$corpus" 2> "$log" ||
    { tail -n 40 "$log"; return 1; }
  echo "${1##*/}: $(grep -E 'number_of_executed_units|peak_rss' "$log" | tr -s '\n ' ' ')"
}
fuzzers=()
for fuzzer in "$folder"/tests/fuzz/fuzz_*; do
  if [ ! -x "$fuzzer" ] || [ -d "$fuzzer" ]; then continue; fi
  fuzz "$fuzzer" &
  fuzzers+=($!)
done
for fuzzer in "${fuzzers[@]}"; do wait "$fuzzer"; done
