# SPDX-License-Identifier: MIT
"""Stands where doodad's function(doodad_config, variant) would: writes what it was given, and trains nothing."""

import json
import os
import sys

import multiworld

words = sys.argv[1:]
variant = dict(word[2:].split("=", 1) for word in words[:words.index("--log-dir")])
doodad_config = {"base_log_dir": words[-1], "script_name": sys.argv[0], "use_gpu": bool(os.environ.get("CUDA_VISIBLE_DEVICES"))}
with open(os.path.join(words[-1], "variant.json"), "w", encoding="utf-8") as file:
    json.dump({"variant": variant, "doodad_config": doodad_config, "multiworld": multiworld.VERSION}, file)
print("The learning rate is", variant["learning_rate"])
print("You are", variant["parameter"])
