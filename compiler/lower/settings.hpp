// SPDX-License-Identifier: MIT
// What the command line changes for one invocation: inputs (`--set`, `--set-file`) and any field
// (`--override`).
#pragma once

#include "compiler/lower/compile.hpp"
#include "compiler/sema/evaluator.hpp"

#include <deque>

namespace expc::lower {

/// An input of the program and how `--set` spells it.
struct NamedInput {
    std::string name;
    sema::Symbol symbol;
};
/// Inputs of the root module first, then those of imported ones as `module.input`.
[[nodiscard]] std::vector<NamedInput>
all_inputs(const sema::Module& root, const std::vector<std::unique_ptr<sema::Module>>& modules);

/// Reads settings into the checker and the evaluator. Owns the small modules that hold their
/// expressions.
class Settings {
  public:
    Settings(Sources& sources, sema::Evaluator& evaluator)
        : sources_(sources), evaluator_(evaluator) {}

    void set_inputs(const CompileOptions& options, const Surroundings& surroundings,
                    const std::vector<NamedInput>& inputs);
    void read_overrides(const std::vector<std::string>& overrides, const sema::Module& root);
    /// A module that holds one expression given on the command line, in the scope of `root`;
    /// nothing after a syntax error.
    const sema::Module* expression(const std::string& shown, std::string_view text,
                                   const sema::Module& root);

  private:
    void set_input(const std::string& name, const std::string& text, SourceRange place,
                   const std::vector<NamedInput>& inputs);
    /// The value of an expression on the command line; nothing when that was reported as an error.
    std::optional<algebra::Value> read_value(const std::string& name, const std::string& text,
                                             const sema::Type& type, const sema::Module& user);
    void report_unreadable(const std::string& name, const sema::Type& type, SourceRange place,
                           std::size_t reported_before);
    std::optional<std::pair<std::string, std::string>> split(const std::string& option,
                                                             const std::string& setting);
    sema::Module& add_module(const std::string& shown, const sema::Module& root, ast::File file);

    Sources& sources_;
    sema::Evaluator& evaluator_;
    std::deque<sema::Module> modules_;
};

} // namespace expc::lower
