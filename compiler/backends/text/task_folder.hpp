// SPDX-License-Identifier: MIT
// The folder of one experiment in the build tree: task.sh and what it reads beside it.
#pragma once

#include "compiler/backends/backend.hpp"
#include "compiler/backends/text/lines.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace expc::backends {

class TaskFolder {
  public:
    /// `files` gets what is added.
    TaskFolder(std::string name, std::vector<Artifact>& files)
        : name_(std::move(name)), files_(&files) {}

    void add(std::string_view file, std::string content) { add(file, std::move(content), false); }
    void add_program(std::string_view file, std::string content) {
        add(file, std::move(content), true);
    }

  private:
    void add(std::string_view file, std::string content, bool executable) {
        files_->push_back({fmt::format("{}/{}", name_, file), std::move(content), executable});
    }

    std::string name_;
    std::vector<Artifact>* files_;
};

/// More alternatives than this stand in files of their own, which task.sh reads one of.
inline constexpr std::size_t inline_limit = 256;

/// Adds `case KEY in` with one command per key from 0; equal commands share a branch, empty ones
/// have none. `key` is an arithmetic expression; `stem` names the files of a long table.
void add_cases(Lines& lines, TaskFolder& folder, std::string_view stem, std::string_view key,
               const std::vector<std::string>& commands);

/// Adds `pick COLUMN KEY WORDS...`, which takes the words at position KEY; `pairs` are two words
/// each. Keys and files as for add_cases.
void add_pick(Lines& lines, TaskFolder& folder, std::uint32_t column, std::string_view stem,
              std::string_view key, const std::vector<std::string>& pairs);

} // namespace expc::backends
