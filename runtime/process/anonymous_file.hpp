// SPDX-License-Identifier: MIT
// Files without a name, in memory: what a program reads and writes where a pipe could fill.
#pragma once

#include "runtime/files/descriptor.hpp"

#include <string>
#include <string_view>

namespace expc::process {

/// A file that holds `content`, to be read from its start; invalid, with errno, when there is none.
[[nodiscard]] files::Descriptor anonymous_file(std::string_view content);
/// All that stands in the file, wherever its position is.
[[nodiscard]] std::string content_of(const files::Descriptor& file);

} // namespace expc::process
