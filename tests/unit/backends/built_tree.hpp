// SPDX-License-Identifier: MIT
// Artifacts on a disk and shells that run them: a temporary project with a build tree, for tests of
// emitted scripts.
#pragma once

#include "compiler/backends/backend.hpp"

#include <map>
#include <string>
#include <vector>

namespace expc::tests {

struct Outcome {
    int code = 0; ///< 128 + n after signal n
    std::string output;
    std::string errors;
};

/// Variables that a command gets; nothing else is inherited but PATH and HOME.
using Environment = std::map<std::string, std::string>;

/// The shells that task.sh must run under, as words.
[[nodiscard]] const std::vector<std::vector<std::string>>& shells();

class BuiltTree {
  public:
    /// Emits `target` of `plan` into a new folder that looks like a project.
    BuiltTree(const ir::Plan& plan, const ir::Target& target);
    ~BuiltTree();
    BuiltTree(const BuiltTree&) = delete;
    BuiltTree& operator=(const BuiltTree&) = delete;

    [[nodiscard]] const std::string& project() const { return project_; }
    /// The folder of artifacts.
    [[nodiscard]] std::string folder() const { return project_ + "/build/.store/0123456789"; }
    [[nodiscard]] std::string runs() const { return project_ + "/runs"; }
    [[nodiscard]] const backends::Artifacts& artifacts() const { return artifacts_; }
    /// EXPC_PROJECT and EXPC_RUN_ROOT.
    [[nodiscard]] Environment places() const;

    [[nodiscard]] Outcome run(const std::vector<std::string>& command,
                              const Environment& environment) const;
    /// `SHELL EXPERIMENT/task.sh ARGUMENTS` with the places set.
    [[nodiscard]] Outcome task(const std::vector<std::string>& shell, const std::string& experiment,
                               const std::vector<std::string>& arguments) const;
    void write(const std::string& path, const std::string& content, bool executable = false) const;
    [[nodiscard]] std::string read(const std::string& path) const;
    [[nodiscard]] bool exists(const std::string& path) const;

  private:
    std::string project_;
    backends::Artifacts artifacts_;
};

/// The strings of a text in which each is ended by NUL.
[[nodiscard]] std::vector<std::string> nul_ended(const std::string& text);

} // namespace expc::tests
