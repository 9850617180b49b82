// SPDX-License-Identifier: MIT
// Files that travel inside the program. Each table is made by expc_embed (cmake/embed.cmake) and is
// a function of its own in expc::embedded, declared where it is used.
#pragma once

#include <iterator>
#include <span>
#include <string_view>

namespace expc {

/// One embedded file; its texts live as long as the program.
struct EmbeddedFile {
    std::string_view name; ///< its last part, or its path below the embedded folder, with `/`
    std::string_view content;
};

} // namespace expc
