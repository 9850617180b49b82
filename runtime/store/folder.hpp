// SPDX-License-Identifier: MIT
// A folder that is complete as soon as it has its name: it is filled under a temporary one and
// renamed. The common half of building and staging.
#pragma once

#include "runtime/store/store.hpp"

#include <functional>

namespace expc::store {

/// Names of folders that are being filled begin with this; it is removed when a later build finds
/// it.
inline constexpr std::string_view temporary_prefix = ".new-";

/// Whether the folder holds exactly these files, byte for byte.
[[nodiscard]] bool holds(const std::string& folder, const std::vector<File>& files);
/// Writes the files below an existing or new folder.
[[nodiscard]] Result<Done> write_files(const std::string& folder, const std::vector<File>& files);
/// Lets `fill` fill a temporary folder beside `folder`, then gives it that name. Of two processes
/// that do so at once one wins and the other throws its own away. On failure nothing is left
/// behind.
[[nodiscard]] Result<Done>
create_whole(const std::string& folder,
             const std::function<Result<Done>(const std::string&)>& fill);

} // namespace expc::store
