# SPDX-License-Identifier: MIT
# The release build and all of CTest: unit tests, golden cases, examples, the README, real engines.
set -euo pipefail
EXPC_WERROR=ON scripts/build-release
# Tests of engines mostly wait, so more of them than processors go on at once.
ctest --test-dir build-release --output-on-failure -j $((2 * $(nproc)))
