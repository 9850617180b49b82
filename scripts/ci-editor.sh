# SPDX-License-Identifier: MIT
# The VS Code extension: its grammar against the editor's own engine, and the .vsix that people install.
set -euo pipefail
cd editors/vscode
npm ci --silent --no-audit --no-fund
npm test --silent
npm run package --silent
