// SPDX-License-Identifier: MIT
// What a wrong word on the command line was probably meant to be.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace expc::driver {

/// "; did you mean `plan`?", or nothing when no name is similar.
[[nodiscard]] std::string did_you_mean(std::string_view word, std::span<const std::string> names);

} // namespace expc::driver
