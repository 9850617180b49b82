# SPDX-License-Identifier: MIT
"""Takes the arguments of PyTorch's MNIST example and trains with Adadelta, as it does, but on scikit-learn's digits.

The real MNIST needs a download and PyTorch; these 1,797 images of 8 x 8 pixels come with Debian's python3-sklearn.
The network is one hidden layer in numpy. The result goes to results/<run-tag>.json.
"""

import argparse
import json
import os

import numpy
from sklearn.datasets import load_digits

HIDDEN = 64
TEST_IMAGES = 450


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--gamma", type=float, default=0.7, help="factor of the learning rate after each epoch")
    parser.add_argument("--no-cuda", action="store_true", help="there is none here anyway")
    parser.add_argument("--lr", type=float, required=True)
    parser.add_argument("--batch-size", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--run-tag", required=True)
    return parser.parse_args()


class Adadelta:
    """Zeiler's method: a step is as long as the recent steps, measured against the recent gradients."""

    def __init__(self, weights, decay=0.9, epsilon=1e-6):
        self.weights, self.decay, self.epsilon = weights, decay, epsilon
        self.gradients = [numpy.zeros_like(w) for w in weights]
        self.steps = [numpy.zeros_like(w) for w in weights]

    def step(self, gradients, rate):
        for weight, gradient, mean, length in zip(self.weights, gradients, self.gradients, self.steps):
            mean += (1 - self.decay) * (gradient**2 - mean)
            step = numpy.sqrt((length + self.epsilon) / (mean + self.epsilon)) * gradient
            length += (1 - self.decay) * (step**2 - length)
            weight -= rate * step


def forward(weights, images):
    hidden = numpy.maximum(images @ weights[0] + weights[1], 0)
    scores = hidden @ weights[2] + weights[3]
    scores -= scores.max(axis=1, keepdims=True)
    likelihood = numpy.exp(scores)
    return hidden, likelihood / likelihood.sum(axis=1, keepdims=True)


def gradients(weights, images, labels):
    hidden, likelihood = forward(weights, images)
    error = likelihood
    error[numpy.arange(len(labels)), labels] -= 1
    error /= len(labels)
    back = (error @ weights[2].T) * (hidden > 0)
    return images.T @ back, back.sum(axis=0), hidden.T @ error, error.sum(axis=0)


def train(options, images, labels):
    random = numpy.random.default_rng(options.seed)
    weights = [random.normal(0, images.shape[1] ** -0.5, (images.shape[1], HIDDEN)), numpy.zeros(HIDDEN),
               random.normal(0, HIDDEN**-0.5, (HIDDEN, 10)), numpy.zeros(10)]
    optimizer = Adadelta(weights)
    for epoch in range(options.epochs):
        order = random.permutation(len(images))
        for start in range(0, len(order), options.batch_size):
            batch = order[start:start + options.batch_size]
            optimizer.step(gradients(weights, images[batch], labels[batch]), options.lr * options.gamma**epoch)
    return weights


def main():
    options = arguments()
    images, labels = load_digits(return_X_y=True)
    images = images / 16.0
    weights = train(options, images[TEST_IMAGES:], labels[TEST_IMAGES:])
    guesses = forward(weights, images[:TEST_IMAGES])[1].argmax(axis=1)
    accuracy = float((guesses == labels[:TEST_IMAGES]).mean())
    print(f"{options.run_tag}: accuracy {accuracy:.4f}")
    os.makedirs("results", exist_ok=True)
    with open(f"results/{options.run_tag}.json", "w", encoding="utf-8") as file:
        json.dump({"accuracy": accuracy, **vars(options)}, file)


main()
