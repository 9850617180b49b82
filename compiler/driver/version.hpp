// SPDX-License-Identifier: MIT
// The version of expc, as `expc version`, manifests and SARIF logs state it; CMakeLists.txt has the
// same number.
#pragma once

#include <string_view>

namespace expc::driver {

inline constexpr std::string_view version_number = "0.1.0";

} // namespace expc::driver
