# SPDX-License-Identifier: MIT
# The release build and all of CTest: unit tests, golden cases, examples, the README, real engines.
set -euo pipefail
EXPC_WERROR=ON EXPC_UNITY=${EXPC_UNITY-ON} scripts/build-release
# Tests of engines mostly wait: more of them at once than there are processors.
ctest --test-dir build-release --output-on-failure -j $(($(nproc) * 2 + 1))
