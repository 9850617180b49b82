#!/bin/bash
# SPDX-License-Identifier: MIT
# Stands where L2R's run.bash would: writes down what it was given, and trains nothing.
while getopts b:d: option; do
  case $option in
    b) baseline=$OPTARG ;;
    d) results=$OPTARG ;;
    *) exit 2 ;;
  esac
done
gpu=${CUDA_VISIBLE_DEVICES-none}
printf '{"baseline": "%s", "seed": %d, "gpu": "%s"}\n' "$baseline" "$SEED" "$gpu" > "$results/seed.json"
echo "seed $SEED of $baseline on GPU $gpu"
