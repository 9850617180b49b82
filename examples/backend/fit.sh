# SPDX-License-Identifier: MIT
# Stands for a training: writes its words to the file behind --out.
for word; do out=$word; done
echo "$*" > "$out"
