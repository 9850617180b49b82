// SPDX-License-Identifier: MIT
// The compiler as one call: from the path of a root file to diagnostics and a plan, and the
// questions that the command line asks of a compiled program. Files and the environment are reached
// through functions that the driver gives, so that everything here is testable without a disk.
#pragma once

#include "compiler/algebra/build.hpp"
#include "compiler/base/result.hpp"
#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/ir/plan.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace expc {

/// How the compiler reaches its surroundings.
struct Surroundings {
    /// The content of a file; the failure says why it cannot be read, in the system's words.
    std::function<Result<std::string>(const std::string& path)> read_file;
    /// An environment variable of the process that compiles.
    std::function<std::optional<std::string>(const std::string& name)> environment;
};

/// How far to go. `declarations` stops before experiments and targets are planned; it and `check`
/// do not need values of inputs without defaults. `plan` needs everything, and compares the ids of
/// spaces of up to 10^6 rows (ruling 3).
enum class Depth : std::uint8_t { declarations, check, plan };

struct CompileOptions {
    std::string path;           ///< the root file as the user typed it
    std::string project_root;   ///< absolute folder of the project (ruling 6)
    std::string working_folder; ///< absolute: what relative paths are relative to
    Depth depth = Depth::plan;
    std::vector<std::string> sets;           ///< `name=value` of `--set`, verbatim
    std::vector<std::string> set_files;      ///< `name=path` of `--set-file`
    std::vector<std::string> overrides;      ///< `train.resources.time=10m` of `--override`
    std::vector<std::string> appended_words; ///< after `--`
    std::vector<std::string> engine_flags;   ///< `--engine-flag`
    std::vector<std::string> targets;        ///< built names to plan; empty: all
    /// The process ends with what it does with the program: the memory goes with it, sooner than
    /// piece by piece.
    bool dies_with_process = false;
};

/// One `input` of the program, for `expc inputs`.
struct InputDescription {
    std::string name; ///< as `--set` spells it
    std::string type;
    std::optional<std::string> default_value; ///< as displayed
    std::optional<std::string> value;         ///< nothing when it has none yet
    std::string doc;
    SourceRange origin;
};

/// Where the value of a field comes from, for `expc why`.
struct FieldOrigin {
    struct Step {
        std::string file;             ///< or the option of the command line
        std::optional<LineColumn> at; ///< nothing on the command line
        std::string text;             ///< the value as written; `name = value` for a name in it
        std::string note;             ///< `before`, `appended`, `input, by --set`; or empty
    };
    std::string field;       ///< as the user typed it
    std::vector<Step> steps; ///< the newest value first, then the names in the values
    std::optional<std::string> default_text; ///< where nothing gives a value and there is a default
};

struct TestOutcome {
    std::string name;
    bool passed = false;
    SourceRange origin;
};

/// A compiled program. Diagnostics of all later questions go to the same sink.
class Program {
  public:
    [[nodiscard]] static Program compile(const CompileOptions& options,
                                         const Surroundings& surroundings);
    Program(Program&&) noexcept;
    Program& operator=(Program&&) noexcept;
    ~Program();

    [[nodiscard]] const Sources& sources() const;
    [[nodiscard]] diag::Sink& sink();
    /// The plan; targets that have errors are left out, so look at the sink first.
    [[nodiscard]] const ir::Plan& plan() const;
    /// Whether every input has a value; else only types were checked of what needs it.
    [[nodiscard]] bool has_values() const;
    /// Notes for people that are no diagnostics, e.g. which input kept `check` from looking at
    /// values.
    [[nodiscard]] const std::vector<std::string>& remarks() const;

    [[nodiscard]] std::vector<InputDescription> inputs() const;
    /// Runs the `test` blocks of the root file; failed assertions are diagnostics.
    [[nodiscard]] std::vector<TestOutcome> run_tests();
    /// The value of an expression in the scope of the root file, as displayed (spaces: their count
    /// and columns); nothing after an error.
    [[nodiscard]] std::optional<std::string> evaluate(std::string_view expression);
    /// Where `train.resources.memory` or a field of a target's comes from; a sentence where there
    /// is no such field.
    [[nodiscard]] Result<FieldOrigin> why(std::string_view field);
    /// Whether a condition names a column that this experiment has not and another one of the plan
    /// has.
    [[nodiscard]] bool asks_for_columns_of_others(const ir::Experiment& experiment,
                                                  std::string_view condition);
    /// `--where 'lr == 1e-3'` over the columns of an experiment of a target; nothing after an
    /// error.
    [[nodiscard]] std::optional<algebra::Predicate> row_predicate(const ir::Experiment& experiment,
                                                                  std::string_view condition);

  private:
    struct State;
    explicit Program(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace expc
