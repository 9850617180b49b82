# SPDX-License-Identifier: MIT
"""Trains a two-layer network on scikit-learn's handwritten digits and writes its accuracy as JSON."""

import argparse
import json
import warnings

from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lr", type=float, required=True)
    parser.add_argument("--width", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--epochs", type=int, required=True)
    parser.add_argument("--out", required=True, help="where to write the result")
    return parser.parse_args()


def main():
    options = arguments()
    images, labels = load_digits(return_X_y=True)
    train_images, test_images, train_labels, test_labels = train_test_split(
        images / 16.0, labels, test_size=0.25, random_state=0, stratify=labels)
    network = MLPClassifier((options.width,), solver="sgd", learning_rate_init=options.lr,
                            max_iter=options.epochs, random_state=options.seed)
    with warnings.catch_warnings():
        # The number of epochs is the experiment's choice, so that stopping there is no news.
        warnings.simplefilter("ignore", ConvergenceWarning)
        network.fit(train_images, train_labels)
    accuracy = network.score(test_images, test_labels)
    print(f"accuracy {accuracy:.4f} after {network.n_iter_} epochs")
    with open(options.out, "w", encoding="utf-8") as file:
        json.dump({"accuracy": accuracy, **vars(options)}, file)


main()
