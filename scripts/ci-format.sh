# SPDX-License-Identifier: MIT
# clang-format over C++, shellcheck over shell, `python -m compileall` over Python: nothing is changed.
set -euo pipefail
git ls-files -z -- '*.hpp' '*.cpp' | xargs -0 clang-format-14 --dry-run --Werror
git ls-files -z -- 'scripts/*' '.ci/run' ':!*.txt' ':!*.py' ':!*.md' | xargs -0 shellcheck -s bash
git ls-files -z -- '*.py' | xargs -0 python3 -B -c 'import sys; [compile(open(f).read(), f, "exec") for f in sys.argv[1:]]'
