# SPDX-License-Identifier: MIT
"""Stands where the package multiworld would."""

VERSION = "1"
