// SPDX-License-Identifier: MIT
// What fields and functions of other tools are called here.
#pragma once

#include <string_view>

namespace expc::sema {

/// The field of `owner` that stands for a word of Slurm, Snakemake, hydra or Kubernetes; empty if
/// nobody knows the word.
[[nodiscard]] std::string_view field_instead_of(std::string_view owner, std::string_view word);

/// What to write for a function of Python, NumPy or hydra; empty if nobody knows the word.
[[nodiscard]] std::string_view instead_of_function(std::string_view word);

} // namespace expc::sema
