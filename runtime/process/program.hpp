// SPDX-License-Identifier: MIT
// Finds a program as a shell does: a name with a slash is a path, any other is looked for in the
// folders of PATH.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

namespace expc::process {

/// Looks programs up and remembers what it found, so that a thousand runs of one program search
/// once.
class ProgramFinder {
  public:
    /// The path to give to exec: a file that may be executed, else one that may not (exec then says
    /// so), else nothing (exec then says that there is no such file). A relative folder of PATH
    /// counts from `folder`, the working folder of the new process.
    [[nodiscard]] const std::string& find(const std::string& name, std::string_view search_path,
                                          std::string_view folder);

  private:
    std::unordered_map<std::string, std::string> found_;
    std::string key_;
};

} // namespace expc::process
