"""Fits y = a x + b to noisy points by gradient descent with momentum; needs Python alone."""
import argparse
import json
import random

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, required=True)
parser.add_argument("--momentum", type=float, required=True)
parser.add_argument("--seed", type=int, required=True)
parser.add_argument("--steps", type=int, required=True)
parser.add_argument("--out", required=True)
args = parser.parse_args()

draw = random.Random(args.seed)
xs = [draw.uniform(-1, 1) for _ in range(100)]
points = [(x, 3 * x + 1 + draw.gauss(0, 0.1)) for x in xs]

a = b = step_a = step_b = 0.0
for _ in range(args.steps):
    errors = [(a * x + b - y, x) for x, y in points]
    slope_a = sum(2 * e * x for e, x in errors) / len(points)
    slope_b = sum(2 * e for e, _ in errors) / len(points)
    step_a = args.momentum * step_a - args.lr * slope_a
    step_b = args.momentum * step_b - args.lr * slope_b
    a, b = a + step_a, b + step_b
loss = sum((a * x + b - y) ** 2 for x, y in points) / len(points)

with open(args.out, "w") as out:
    json.dump({"a": a, "b": b, "loss": loss}, out)
print(f"lr={args.lr} momentum={args.momentum} seed={args.seed}: y = {a:.3f} x + {b:.3f}, loss {loss:.5f}")
