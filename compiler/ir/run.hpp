// SPDX-License-Identifier: MIT
// One run of a plan, made concrete from its row: what `plan --runs` prints, what the local
// supervisor spawns, and what run.digest hashes. Runtime parts stay named until a job fills them
// in.
#pragma once

#include "compiler/algebra/identity.hpp"
#include "compiler/ir/lookup.hpp"
#include "compiler/ir/plan.hpp"

#include <span>
#include <string>
#include <vector>

namespace expc::ir {

/// Text whose columns are resolved: literal pieces and parts that only the job knows. Adjacent
/// literals are merged.
using ResolvedText = std::vector<algebra::TextPart>;

struct ResolvedVariable {
    std::string name;
    ResolvedText value;
    bool prepends = false; ///< joined by a colon with the value found at run time
};

/// A run with every table looked up.
struct ResolvedRun {
    std::uint64_t index = 0;
    algebra::RunId id;
    std::string name; ///< run.name
    std::vector<std::vector<ResolvedText>>
        steps; ///< one argv, or one per step; of bash what wraps it
    const BashScript* bash = nullptr;
    std::vector<ResolvedVariable> bash_variables;
    std::vector<ResolvedVariable> environment; ///< declared, then EXPC_PARAM_*, then EXPC_RUN_ID,
                                               ///< INDEX, NAME, EXPC_EXPERIMENT
    ResolvedText workdir;
    std::vector<ResolvedText> outputs;                 ///< in the order of Experiment::outputs
    std::vector<std::vector<ResolvedText>> list_files; ///< lines, in the order of list_files
};

/// What texts may say of a run besides its columns.
struct RunFacts {
    std::uint64_t index = 0;
    std::string_view id;   ///< 20 hex digits
    std::string_view name; ///< run.name
};

/// Resolves the rows of one experiment; keeps what can be kept from row to row.
class Resolver {
  public:
    explicit Resolver(const Experiment& experiment);
    [[nodiscard]] const Experiment& experiment() const { return *experiment_; }
    /// The run at `index` of the experiment's space.
    [[nodiscard]] ResolvedRun resolve(std::uint64_t index);
    /// The same for a row that a Cursor stands on.
    [[nodiscard]] ResolvedRun resolve(std::uint64_t index,
                                      std::span<const algebra::Ordinal> ordinals);
    /// One text only, for checks that look at a path of every run.
    [[nodiscard]] ResolvedText text(const Text& text, std::uint64_t index,
                                    std::span<const algebra::Ordinal> ordinals);
    [[nodiscard]] algebra::RunId id(std::span<const algebra::Ordinal> ordinals) {
        return identifier_.id(ordinals);
    }

  private:
    /// What the parts of a text may refer to.
    struct Row {
        Ordinals ordinals;
        RunFacts run;
    };
    [[nodiscard]] ResolvedText resolve(const Text& text, const Row& row);
    void append(ResolvedText& text, const Part& part, const Row& row);
    [[nodiscard]] std::vector<ResolvedText> resolve(const Words& words, const Row& row);
    [[nodiscard]] std::vector<ResolvedVariable> resolve(const std::vector<Variable>& variables,
                                                        const Row& row);
    void resolve_command(ResolvedRun& run, const Row& row);
    void add_parameters(std::vector<ResolvedVariable>& environment, const Row& row);

    const Experiment* experiment_;
    algebra::Identifier identifier_;
    std::vector<std::uint64_t> sizes_;
    std::vector<ColumnTexts> texts_; ///< per column: its parameter_text, nothing for none
    std::vector<std::string> parameter_names_;
};

/// Whether the part follows from the row: run.id, run.index, run.name, a tag's number.
[[nodiscard]] bool is_known_per_run(RuntimeKind kind);
/// The text of such a part.
[[nodiscard]] std::string known_text(const RuntimePart& part, const RunFacts& run);

/// Tags and texts of the canonical form that all runs of an experiment share: images and mounts.
[[nodiscard]] std::vector<std::pair<std::string, std::string>>
canonical_surroundings(const Experiment& experiment);

/// `run.dir`, `run.env("HOME")`, `run.env("X", default = "")`, `attempt`: a runtime part by name.
[[nodiscard]] std::string runtime_name(const RuntimePart& part);
/// `${run.dir}`, `${run.env("HOME")}`: how a runtime part is written where its value is not known.
[[nodiscard]] std::string placeholder(const RuntimePart& part);
/// The text with placeholders for what is not known; run.id, run.index and run.name are known and
/// filled in.
[[nodiscard]] std::string shown(const ResolvedText& text);

/// 20 hex digits that are equal where all runs of two experiments are the same by their
/// description: the space and everything that a run's canonical form is made of. Nothing is
/// expanded, so runs may be the same although two descriptions of them differ.
[[nodiscard]] std::string runs_digest(const Experiment& experiment);

/// run.digest (ruling 2): 20 hex digits of the SHA-256 of the canonical run. The canonical form is
/// a sequence of NUL-ended strings that a shell can print too: see README.md of this folder.
[[nodiscard]] std::string digest(const Experiment& experiment, const ResolvedRun& run);
/// The canonical form itself.
[[nodiscard]] std::string canonical(const Experiment& experiment, const ResolvedRun& run);

/// `slug(x)`: lower case, letters, digits and `-` (RFC 1123), no `-` at the ends.
[[nodiscard]] std::string slug(std::string_view text);
/// What the names of all runs of an experiment start with: slug(experiment)[:40] and `-`.
[[nodiscard]] std::string run_name_prefix(std::string_view experiment);
/// run.name (ruling 11): the prefix and the first 12 digits of run.id.
[[nodiscard]] std::string run_name(std::string_view experiment, algebra::RunId id);
/// [A-Za-z_][A-Za-z0-9_]*: what a shell can set and read.
[[nodiscard]] bool is_variable_name(std::string_view name);
/// `EXPC_PARAM_` and the column's name with everything outside [A-Za-z0-9_] replaced by `_`.
[[nodiscard]] std::string parameter_variable(std::string_view column);
/// The text of EXPC_PARAM_*: as word_text; Bool `true`/`false`; lists and records as JSON; Duration
/// and Size as display; none: no variable.
[[nodiscard]] std::string parameter_text(const Value& value);

} // namespace expc::ir
