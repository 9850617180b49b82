// SPDX-License-Identifier: MIT
// Files, folders and the environment of the process: the driver is the only part of the compiler
// that touches them. Failures carry the system's own words.
#pragma once

#include "compiler/base/result.hpp"
#include "compiler/lower/compile.hpp"

#include <map>
#include <string>
#include <string_view>

namespace expc::driver {

/// The bytes of a file; pipes are read to their end. Nothing above 256 MiB is read.
[[nodiscard]] Result<std::string> read_file(const std::string& path);
/// Replaces a file at once: readers see the old content or the new one.
[[nodiscard]] Result<Done> write_file(const std::string& path, std::string_view content);

/// The absolute, normal form of a path; links in it are kept.
[[nodiscard]] std::string absolute_path(const std::string& path);
/// The absolute path without links; the end of it need not exist.
[[nodiscard]] std::string real_path(const std::string& path);
/// `path` as seen from `folder`; both absolute.
[[nodiscard]] std::string relative_path(const std::string& path, const std::string& folder);
/// A path as it is meant in a folder: an absolute one as it is, an empty one is the folder.
[[nodiscard]] std::string path_from(const std::string& folder, const std::string& path);
[[nodiscard]] std::string parent_folder(const std::string& path);
[[nodiscard]] std::string file_name(const std::string& path);

/// The folder of the nearest `expc.project` at or above the file's folder, else the file's folder
/// (ruling 6).
[[nodiscard]] std::string project_root(const std::string& file);

/// The environment of this process.
[[nodiscard]] std::map<std::string, std::string> environment_variables();
/// The real surroundings, for the compiler.
[[nodiscard]] Surroundings real_surroundings();
/// True when the locale of the process writes UTF-8.
[[nodiscard]] bool locale_is_utf8();

} // namespace expc::driver
