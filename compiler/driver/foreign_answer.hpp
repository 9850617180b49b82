// SPDX-License-Identifier: MIT
// What a backend in another process answers, read with suspicion: a tree is written from it, so
// whatever is wrong is one sentence and nothing is written.
#pragma once

#include "compiler/backends/backend.hpp"
#include "compiler/base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace expc::driver {

/// The version of the question and of the answer (docs/backends.md).
inline constexpr int foreign_version = 1;

/// A request of the target that the program cannot carry.
struct Uncarried {
    std::size_t request = 0; ///< its place in `ir::Target::requests`
    std::string why;
};

struct ForeignAnswer {
    std::vector<backends::Artifact> files;
    std::vector<Uncarried> cannot;
};

/// `requests` is how many the target has; `taken` are paths of the tree that are not the program's.
[[nodiscard]] Result<ForeignAnswer> read_answer(std::string_view text, std::size_t requests,
                                                const std::vector<std::string>& taken);

} // namespace expc::driver
