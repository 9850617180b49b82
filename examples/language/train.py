# SPDX-License-Identifier: MIT
"""Stands where a training script would: fits sin(x) with `width` random features, in plain Python, and writes the loss."""

import argparse
import json
import math
import random


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lr", type=float, required=True)
    parser.add_argument("--width", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", required=True)
    return parser.parse_args()


def main():
    options = arguments()
    draw = random.Random(options.seed)
    features = [(draw.gauss(0, 2), draw.uniform(0, 2 * math.pi)) for _ in range(options.width)]
    weights = [0.0] * options.width
    loss = 0.0
    for _ in range(200):
        x = draw.uniform(-math.pi, math.pi)
        row = [math.cos(a * x + b) for a, b in features]
        error = sum(w * f for w, f in zip(weights, row)) - math.sin(x)
        weights = [w - options.lr * error * f for w, f in zip(weights, row)]
        loss += 0.05 * (error * error - loss)
    print(f"loss {loss:.5f}")
    with open(options.out, "w", encoding="utf-8") as file:
        json.dump({"loss": loss, **vars(options)}, file)


main()
