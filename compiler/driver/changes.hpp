// SPDX-License-Identifier: MIT
// What is different between two builds of a target, told from their manifests alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace expc::driver {

/// Sentences, the weightiest first: runs, inputs, overrides, sources, files. Empty when nothing
/// differs. A manifest that cannot be read is one sentence.
[[nodiscard]] std::vector<std::string> changes(std::string_view before, std::string_view now);

} // namespace expc::driver
