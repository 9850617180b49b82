// SPDX-License-Identifier: MIT
// The plan's texts and conditions as shell words and tests. Tables and run-time variables that
// texts need are collected here, each once, and become functions of the script.
#pragma once

#include "compiler/backends/text/decoder.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/ir/plan.hpp"

#include <map>
#include <string>
#include <vector>

namespace expc::backends {

class Texts {
  public:
    Texts(const algebra::Space& space, TaskFolder& folder) : space_(&space), folder_(&folder) {}

    /// The text as a word over `expc_v3` (a column), `expc_t0` (a table), `expc_id`, `expc_e0` (a
    /// run-time variable).
    [[nodiscard]] ShellWord word(const ir::Text& text);
    /// A command that succeeds where the condition holds.
    [[nodiscard]] std::string test(const ir::Condition& condition);

    /// Sets the variables of all tables.
    [[nodiscard]] std::string tables() const { return tables_.text(); }
    /// Sets run-time variables to their names, as run.digest wants them.
    [[nodiscard]] std::string names_of_variables() const;
    /// Sets run-time variables to their values, apart from secrets; those that are unset and have
    /// no default are told to is_missing.
    [[nodiscard]] std::string values_of_variables() const;
    struct Secret {
        std::string name;
        std::string variable; ///< of the script
    };
    /// The secrets that the texts name.
    [[nodiscard]] std::vector<Secret> secrets() const;
    [[nodiscard]] std::string key(const std::vector<algebra::ColumnIndex>& columns) const;
    [[nodiscard]] TaskFolder& folder() { return *folder_; }

  private:
    [[nodiscard]] ShellWord piece(const ir::Part& part);
    [[nodiscard]] ShellWord runtime(const ir::RuntimePart& part);
    [[nodiscard]] ShellWord run_number(std::uint32_t width);
    /// The variable that holds an entry of a table over columns.
    [[nodiscard]] std::string table(const std::vector<algebra::ColumnIndex>& columns,
                                    const std::vector<std::string>& texts);
    [[nodiscard]] std::string runtime_variable(const ir::RuntimePart& part);

    const algebra::Space* space_;
    TaskFolder* folder_;
    Lines tables_;
    std::map<std::string, std::string> known_tables_; ///< commands of a table -> its variable
    std::vector<ir::RuntimePart> variables_;
    std::map<std::uint32_t, std::string> numbers_;
};

} // namespace expc::backends
