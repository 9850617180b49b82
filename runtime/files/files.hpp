// SPDX-License-Identifier: MIT
// Files and folders as the runtime needs them: whole contents in one call, folders with all their
// parents, and failures that name the path and say in the system's words what went wrong.
#pragma once

#include "compiler/base/result.hpp"
#include "runtime/files/descriptor.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace expc::files {

/// "cannot write `a/b`: No space left on device"; `action` is a verb, `error` an errno.
[[nodiscard]] Failure failed(std::string_view action, std::string_view path, int error);

/// The whole content of a file.
[[nodiscard]] Result<std::string> read(const std::string& path);
/// Creates or overwrites a file; the mode is subject to the umask.
[[nodiscard]] Result<Done> write(const std::string& path, std::string_view content,
                                 unsigned mode = 0666);
/// Adds to the end of a file that may not be there yet.
[[nodiscard]] Result<Done> append(const std::string& path, std::string_view content);
/// Writes all of `content`; 0, or the errno of the first write that failed.
[[nodiscard]] int write_all(int descriptor, std::string_view content);

/// Opens a log for writing from its start, for a program that appends to it.
[[nodiscard]] Result<Descriptor> open_log(const std::string& path);

/// Creates the folder and its missing parents; one that is there already is a success. One mkdir
/// where the parent stands.
[[nodiscard]] Result<Done> make_folders(const std::string& path);

enum class Kind : std::uint8_t { nothing, file, folder, link, other };
/// What stands at `path`; a link is not followed.
[[nodiscard]] Kind kind_of(const std::string& path);
/// What stands at `path`, or where the links at `path` lead.
[[nodiscard]] Kind kind_behind(const std::string& path);

/// Whether nothing can be read there: no file, or one without a byte.
[[nodiscard]] bool is_empty(const std::string& path);

/// Names in a folder, sorted, without `.` and `..`; empty when it cannot be read.
[[nodiscard]] std::vector<std::string> names_in(const std::string& folder);
/// The same in the order in which they were last written; names of one moment stay sorted.
[[nodiscard]] std::vector<std::string> names_by_age_in(const std::string& folder);
/// Removes a file, or a folder with all that is in it; nothing there is a success.
[[nodiscard]] Result<Done> remove_tree(const std::string& path);

/// The part before the last slash; "." when there is none.
[[nodiscard]] std::string parent(const std::string& path);

} // namespace expc::files
