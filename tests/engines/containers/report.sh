# SPDX-License-Identifier: MIT
# The program of the tests' runs: writes its argv, environment and folder, byte for byte, into the run's folder.
# The kernel's own record of this process: a shell changes its variables.
cat /proc/$$/cmdline >"$EXPC_RUN_DIR/argv"
cat /proc/$$/environ >"$EXPC_RUN_DIR/environ"
printf %s "$PWD" >"$EXPC_RUN_DIR/workdir"
