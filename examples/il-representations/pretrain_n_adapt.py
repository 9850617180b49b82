# SPDX-License-Identifier: MIT
"""Stands where il_representations.scripts.pretrain_n_adapt would: writes the configuration that it got, and trains nothing."""

import json
import os
import sys

assert sys.argv[1:3] == ["run", "with"], sys.argv
named = [word for word in sys.argv[3:] if "=" not in word]
values = dict(word.split("=", 1) for word in sys.argv[3:] if "=" in word)
with open(os.path.join(values["out_dir"], "summary.json"), "w", encoding="utf-8") as file:
    json.dump({"named_configs": named, "exp_ident": values["exp_ident"], "seed": int(values["seed"])}, file)
print(values["exp_ident"], "seed", values["seed"], "with", *named)
