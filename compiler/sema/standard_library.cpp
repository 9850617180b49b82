// SPDX-License-Identifier: MIT
#include "compiler/base/embedded.hpp"
#include "compiler/sema/module.hpp"

#include <algorithm>

namespace expc::embedded {
std::span<const EmbeddedFile> standard_library();
}

namespace expc::sema {

std::optional<std::string_view> standard_module(std::string_view path) {
    constexpr std::string_view prefix = "std/";
    if (!path.starts_with(prefix)) return std::nullopt;
    const auto modules = embedded::standard_library();
    const auto found = std::ranges::find(modules, path.substr(prefix.size()), &EmbeddedFile::name);
    return found == modules.end() ? std::nullopt : std::optional(found->content);
}

} // namespace expc::sema
