// SPDX-License-Identifier: MIT
#include "compiler/base/match.hpp"
#include "compiler/ir/attempts.hpp"
#include "compiler/ir/forms.hpp"
#include "compiler/ir/lookup.hpp"
#include "compiler/ir/platform.hpp"
#include "compiler/ir/run.hpp"
#include "compiler/ir/secrets.hpp"
#include "compiler/ir/verify_space.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace expc::ir {
namespace {

bool is_word(const Value& value) {
    return value.is_none() || value.get_if<algebra::Text>() != nullptr ||
           value.get_if<std::int64_t>() != nullptr || value.get_if<double>() != nullptr;
}

/// Checks one experiment of a target.
class ExperimentVerifier {
  public:
    ExperimentVerifier(const Experiment& experiment, std::string where,
                       std::vector<std::string>& broken)
        : experiment_(experiment), where_(std::move(where)), broken_(broken) {}

    void verify() {
        const std::size_t before = broken_.size();
        verify_space(experiment_.space, where_, broken_);
        if (broken_.size() > before) return;
        sizes_ = domain_sizes(experiment_.space);
        verify_columns(experiment_.identity, "identity");
        verify_groups();
        verify_command();
        verify_variables(experiment_.environment);
        verify_text(experiment_.workdir, "workdir");
        for (const Output& output : experiment_.outputs)
            verify_text(output.path, "the output `" + output.name + '`');
        for (const ListFile& file : experiment_.list_files)
            verify_words(file.lines);
        if (experiment_.stdout_path) verify_text(*experiment_.stdout_path, "stdout");
        if (experiment_.stderr_path) verify_text(*experiment_.stderr_path, "stderr");
        expect(!experiment_.retry || experiment_.retry->attempts >= 1,
               "retry has less than one attempt");
    }

  private:
    bool expect(bool holds, std::string_view sentence) {
        if (!holds) broken_.push_back(fmt::format("{}: {}", where_, sentence));
        return holds;
    }

    bool verify_columns(const std::vector<ColumnIndex>& columns, std::string_view what) {
        const bool exist = std::ranges::all_of(
            columns, [&](ColumnIndex column) { return column < sizes_.size(); });
        return expect(exist, fmt::format("{} names a column that does not exist", what));
    }

    void verify_table(const std::vector<ColumnIndex>& columns, std::size_t entries,
                      std::string_view what) {
        if (!verify_columns(columns, what)) return;
        std::uint64_t combinations = 1;
        for (const ColumnIndex column : columns)
            combinations *= sizes_[column];
        expect(combinations == entries,
               fmt::format("a table of {} has {} entries for {} combinations", what, entries,
                           combinations));
    }

    void verify_condition(const std::optional<Condition>& when, std::string_view what) {
        if (when) verify_table(when->columns, when->holds.size(), what);
    }

    void verify_literal(std::string_view text, std::string_view what) {
        expect(text.find('\0') == std::string_view::npos, fmt::format("{} holds a NUL", what));
    }

    /// A text that others can read: no secret.
    void verify_text(const Text& text, std::string_view what) {
        for (const Part& part : text.parts) {
            const auto* runtime = std::get_if<RuntimePart>(&part);
            expect(runtime == nullptr || runtime->kind != RuntimeKind::secret,
                   fmt::format("{} holds a secret", what));
        }
        verify_value(text, what);
    }

    void verify_value(const Text& text, std::string_view what) {
        for (const Part& part : text.parts) {
            match(
                part, [&](const std::string& literal) { verify_literal(literal, what); },
                [&](const ColumnText& column) { verify_word_column(column.column, what); },
                [&](const TableText& table) {
                    verify_table(table.columns, table.texts.size(), what);
                    for (const std::string& entry : table.texts)
                        verify_literal(entry, what);
                },
                [&](const RuntimePart& runtime) {
                    expect(runtime.kind != RuntimeKind::variable ||
                               is_variable_name(runtime.variable),
                           fmt::format("{} names a variable that no shell can read: `{}`", what,
                                       runtime.variable));
                });
        }
    }

    void verify_word_column(ColumnIndex column, std::string_view what) {
        if (!verify_columns({column}, what)) return;
        for (const auto& piece : experiment_.space.columns[column].domain.pieces) {
            const auto* values = std::get_if<std::vector<Value>>(&piece);
            const bool words = values == nullptr || std::ranges::all_of(*values, is_word);
            expect(words, fmt::format("{} uses the column `{}`, whose values are no words", what,
                                      experiment_.space.columns[column].name));
        }
    }

    void verify_words(const Words& words) {
        for (const auto& entry : words) {
            match(
                entry,
                [&](const Word& word) {
                    verify_condition(word.when, "a word");
                    verify_text(word.text, "a word");
                },
                [&](const WordTable& table) {
                    verify_table(table.columns, table.words.size(), "words");
                });
        }
    }

    void verify_variables(const std::vector<Variable>& variables) {
        for (const Variable& variable : variables) {
            const std::string what = fmt::format("the variable `{}`", variable.name);
            expect(is_variable_name(variable.name), what + " has a name that no shell can set");
            expect(!variable.name.starts_with("EXPC_"), what + " has a name that belongs to expc");
            verify_condition(variable.when, what);
            if (const auto* text = std::get_if<Text>(&variable.value)) verify_value(*text, what);
            if (const auto* more = std::get_if<Variable::Prepended>(&variable.value))
                verify_value(more->text, what);
        }
    }

    void verify_command() {
        match(
            experiment_.command, [&](const Argv& argv) { verify_words(argv.words); },
            [&](const Steps& steps) {
                for (const Words& words : steps.steps)
                    verify_words(words);
            },
            [&](const BashScript& bash) {
                verify_literal(bash.script, "the script");
                verify_variables(bash.variables);
                verify_words(bash.wrap);
            });
    }

    void verify_groups() {
        std::uint64_t rows = 0;
        for (const Group& group : experiment_.groups) {
            verify_space(group.space, where_ + ", a group", broken_);
            expect(group.space.digits.size() == experiment_.space.digits.size() &&
                       group.space.columns.size() == experiment_.space.columns.size(),
                   "a group has other digits or columns than the experiment");
            for (const Resources& asked : attempts_of(group)) {
                expect(asked.cpus >= 1 && asked.gpus >= 0 && asked.nodes >= 1 && asked.tasks >= 1,
                       "a group asks for resources that cannot be");
            }
            const std::int64_t attempts =
                experiment_.retry ? experiment_.retry.value().attempts : 1;
            expect(group.later.empty() ||
                       static_cast<std::int64_t>(group.later.size()) + 1 == attempts,
                   "a group has resources for other attempts than there are");
            rows += group.space.count;
        }
        expect(rows == experiment_.space.count,
               fmt::format("the groups have {} runs, the experiment has {}", rows,
                           experiment_.space.count));
    }

    const Experiment& experiment_;
    std::string where_;
    std::vector<std::string>& broken_;
    std::vector<std::uint64_t> sizes_;
};

bool settings_fit(const Platform& platform) {
    return match(
        platform.settings, [&](const Local&) { return platform.engine == "local"; },
        [&](const Slurm&) { return platform.engine == "slurm"; },
        [&](const GridEngine&) { return platform.engine == "gridengine"; },
        [&](const Ray&) { return platform.engine == "ray"; },
        [&](const Kubernetes&) { return platform.engine == "kubernetes"; });
}

/// Where runs share jobs, the plan says how.
void verify_launcher(const Target& target, std::vector<std::string>& broken) {
    const auto* slurm = std::get_if<Slurm>(&target.platform.settings);
    if (slurm == nullptr) return;
    if (slurm->launcher == "packed" && !slurm->packing)
        broken.push_back(fmt::format("target `{}`: nothing says how runs are packed", target.name));
    if (slurm->launcher == "taskfile" && !slurm->taskfile)
        broken.push_back(fmt::format("target `{}`: nothing says who reads taskfiles", target.name));
    if (slurm->packing &&
        (slurm->packing->per_job < 1 || slurm->packing->max_at_once.value_or(1) < 1))
        broken.push_back(fmt::format("target `{}`: a pack holds no run", target.name));
}

void verify_environment(const Target& target, std::vector<std::string>& broken) {
    std::set<std::string> sources;
    for (const SecretSource& source : target.platform.secrets) {
        sources.insert(source.secret);
        if (source.from == SecretSource::From::environment && !is_variable_name(source.where))
            broken.push_back(
                fmt::format("target `{}`: the secret `{}` is in a variable that no shell can read",
                            target.name, source.secret));
    }
    for (const Variable& variable : target.platform.environment) {
        if (!is_variable_name(variable.name))
            broken.push_back(fmt::format(
                "target `{}`: the platform's variable `{}` has a name that no shell can set",
                target.name, variable.name));
    }
    for (const Experiment& experiment : target.experiments) {
        for (const Variable* variable : variables_of(experiment)) {
            for (const std::string& secret : secrets_in(*variable)) {
                if (sources.contains(secret)) continue;
                broken.push_back(
                    fmt::format("target `{}`: nothing says where the secret `{}` comes from",
                                target.name, secret));
            }
        }
    }
}

bool is_absolute(const std::optional<std::string>& path) {
    return path && path->starts_with('/');
}

/// What an experiment asks for in containers and mounts stands in the platform too.
void verify_containers(const Target& target, std::vector<std::string>& broken) {
    const auto expect = [&](bool holds, std::string_view sentence) {
        if (!holds) broken.push_back(fmt::format("target `{}`: {}", target.name, sentence));
    };
    const bool needs_runtime = !starts_containers_itself(target.platform);
    std::set<std::string> sources;
    for (const MountSource& source : target.platform.storage) {
        expect(sources.insert(source.mount).second,
               fmt::format("the mount `{}` has two sources", source.mount));
        expect(source.kind != "bind" || is_absolute(source.path),
               fmt::format("the mount `{}` is bound to no absolute path", source.mount));
        expect(source.kind != "upload" || source.from,
               fmt::format("nothing says what is sent for the mount `{}`", source.mount));
        expect((source.kind != "git" && source.kind != "bucket") || source.url,
               fmt::format("nothing says where the mount `{}` is fetched", source.mount));
    }
    for (const Experiment& experiment : target.experiments) {
        expect(!needs_runtime || !experiment.container || target.platform.runtime,
               fmt::format("nothing starts the container of `{}`", experiment.name));
        for (const Mount& mount : experiment.mounts) {
            expect(sources.contains(mount.name),
                   fmt::format("nothing says where the mount `{}` comes from", mount.name));
            expect(is_absolute(mount.at),
                   fmt::format("the mount `{}` is seen at no absolute path", mount.name));
        }
    }
}

void verify_target(const Target& target, std::vector<std::string>& broken) {
    std::set<std::string> seen;
    for (const Experiment& experiment : target.experiments) {
        const std::string where =
            fmt::format("target `{}`, experiment `{}`", target.name, experiment.name);
        ExperimentVerifier(experiment, where, broken).verify();
        for (const Dependency& dependency : experiment.dependencies) {
            if (seen.contains(dependency.parent)) continue;
            broken.push_back(fmt::format("{}: its parent `{}` does not stand before it", where,
                                         dependency.parent));
        }
        if (!seen.insert(experiment.name).second) broken.push_back(where + " is there twice");
    }
    if (!settings_fit(target.platform)) {
        broken.push_back(fmt::format("target `{}`: the settings are not those of the engine `{}`",
                                     target.name, target.platform.engine));
    }
    verify_launcher(target, broken);
    verify_environment(target, broken);
    verify_containers(target, broken);
}

} // namespace

std::vector<std::string> verify(const Plan& plan) {
    std::vector<std::string> broken;
    std::set<std::string> names;
    for (const Target& target : plan.targets) {
        if (!names.insert(target.name).second)
            broken.push_back(fmt::format("two targets are called `{}`", target.name));
        verify_target(target, broken);
    }
    return broken;
}

} // namespace expc::ir
