#!/bin/bash
# SPDX-License-Identifier: MIT
# driver.sh MAJOR: says on a machine whether its NVIDIA driver is at least that old; theirs installs a newer one from the shared folder.
major=$(nvidia-smi --query-gpu=driver_version --format=csv,noheader | sed -n '1s/\..*//p')
[ "${major:-0}" -ge "$1" ] || echo "the driver is ${major:-not there}, and $1 is wanted" >&2
