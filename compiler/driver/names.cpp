// SPDX-License-Identifier: MIT
#include "compiler/driver/names.hpp"

#include "compiler/diagnostics/similar.hpp"

#include <fmt/format.h>

namespace expc::driver {

std::string did_you_mean(std::string_view word, std::span<const std::string> names) {
    const std::optional<std::string> name = diag::most_similar(word, names);
    return name ? fmt::format("; did you mean `{}`?", *name) : std::string{};
}

} // namespace expc::driver
