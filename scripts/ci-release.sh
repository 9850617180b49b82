# SPDX-License-Identifier: MIT
# The release build and all of CTest: unit tests, golden cases, examples, the README, real engines.
set -euo pipefail
EXPC_WERROR=ON scripts/build-release
ctest --test-dir build-release --output-on-failure -j "$(nproc)"
