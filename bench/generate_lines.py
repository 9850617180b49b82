# SPDX-License-Identifier: MIT
"""Prints a correct program of about the given number of lines: `generate_lines.py 100000 > long.exp`.

Ten lines are one space, one experiment with everything that a checker has to look up, and one target."""

import sys

BLOCK = """\
space grid_@n@ = product { lr in [1e-4, 3e-4, 1e-3], width in [128, 512], seed in 0..<3, warm = if lr > 3e-4 then 500 else @n@ }
experiment train_@n@ {
  space     = grid_@n@
  resources = { cpus = 4, memory = 8GiB, time = 30m }
  env       = { OMP_NUM_THREADS = self.resources.cpus }
  outputs   = { model = file("${run.dir}/model_@n@.pt") }
  command   = ["python3", "train.py", ...flags(params), "--device", if self.resources.gpus > 0 then "cuda" else "cpu", "--out", outputs.model]
}
target train_@n@ on here

"""


def main():
    lines = int(sys.argv[1])
    sys.stdout.write("platform here = local { max_parallel = 2 }\n\n")
    for number in range((lines - 2) // BLOCK.count("\n")):
        sys.stdout.write(BLOCK.replace("@n@", str(number)))


main()
