// SPDX-License-Identifier: MIT
#include "compiler/ir/run.hpp"

#include "compiler/base/match.hpp"

namespace expc::ir {
namespace {

/// Adds literal text, joined to a literal before it.
void append_literal(ResolvedText& text, std::string_view literal) {
    if (literal.empty()) return;
    auto* last = text.empty() ? nullptr : std::get_if<std::string>(&text.back());
    if (last != nullptr) {
        last->append(literal);
    } else {
        text.emplace_back(std::string(literal));
    }
}

ResolvedText literal(std::string_view content) {
    ResolvedText text;
    append_literal(text, content);
    return text;
}

std::optional<std::string> word_of(const Value& value) {
    if (value.is_none()) return std::nullopt;
    return parameter_text(value);
}

/// What starts a script, behind words that wrap it.
std::vector<ResolvedText> wrapped_bash(std::vector<ResolvedText> words) {
    for (const char* word : {"bash", "-euo", "pipefail"})
        words.push_back(literal(word));
    return words;
}

} // namespace

Resolver::Resolver(const Experiment& experiment)
    : experiment_(&experiment), identifier_(experiment.space, experiment.identity),
      sizes_(domain_sizes(experiment.space)) {
    for (const algebra::Column& column : experiment.space.columns) {
        texts_.emplace_back(column.domain, word_of);
        parameter_names_.push_back(parameter_variable(column.name));
    }
}

ResolvedRun Resolver::resolve(std::uint64_t index) {
    algebra::Digits digits;
    std::vector<algebra::Ordinal> ordinals;
    algebra::decode(experiment_->space, index, digits);
    algebra::ordinals_of(experiment_->space, digits, ordinals);
    return resolve(index, ordinals);
}

ResolvedRun Resolver::resolve(std::uint64_t index, Ordinals ordinals) {
    ResolvedRun run;
    run.index = index;
    run.id = identifier_.id(ordinals);
    run.name = run_name(experiment_->name, run.id);
    const std::string id = run.id.hex();
    const Row row{ordinals, {index, id, run.name}};

    resolve_command(run, row);
    run.environment = resolve(experiment_->environment, row);
    add_parameters(run.environment, row);
    run.environment.push_back({"EXPC_RUN_ID", literal(id)});
    run.environment.push_back({"EXPC_RUN_INDEX", literal(std::to_string(index))});
    run.environment.push_back({"EXPC_RUN_NAME", literal(run.name)});
    run.environment.push_back({"EXPC_EXPERIMENT", literal(experiment_->name)});
    run.workdir = resolve(experiment_->workdir, row);
    for (const Output& output : experiment_->outputs)
        run.outputs.push_back(resolve(output.path, row));
    for (const ListFile& file : experiment_->list_files)
        run.list_files.push_back(resolve(file.lines, row));
    return run;
}

ResolvedText Resolver::text(const Text& text, std::uint64_t index, Ordinals ordinals) {
    const algebra::RunId run_id = identifier_.id(ordinals);
    const std::string id = run_id.hex();
    const std::string name = run_name(experiment_->name, run_id);
    return resolve(text, {ordinals, {index, id, name}});
}

void Resolver::resolve_command(ResolvedRun& run, const Row& row) {
    match(
        experiment_->command,
        [&](const Argv& argv) { run.steps.push_back(resolve(argv.words, row)); },
        [&](const Steps& steps) {
            for (const Words& words : steps.steps)
                run.steps.push_back(resolve(words, row));
        },
        [&](const BashScript& bash) {
            run.bash = &bash;
            if (!bash.wrap.empty()) run.steps.push_back(wrapped_bash(resolve(bash.wrap, row)));
            run.bash_variables = resolve(bash.variables, row);
        });
}

std::vector<ResolvedText> Resolver::resolve(const Words& words, const Row& row) {
    std::vector<ResolvedText> argv;
    for (const auto& entry : words) {
        match(
            entry,
            [&](const Word& word) {
                if (holds(word.when, sizes_, row.ordinals)) argv.push_back(resolve(word.text, row));
            },
            [&](const WordTable& table) {
                for (const auto& word :
                     table.words[table_index(sizes_, table.columns, row.ordinals)]) {
                    argv.push_back(literal(word));
                }
            });
    }
    return argv;
}

std::vector<ResolvedVariable> Resolver::resolve(const std::vector<Variable>& variables,
                                                const Row& row) {
    std::vector<ResolvedVariable> resolved;
    for (const Variable& variable : variables) {
        if (!holds(variable.when, sizes_, row.ordinals)) continue;
        match(
            variable.value,
            [&](const Text& text) {
                resolved.push_back({variable.name, resolve(text, row)});
            },
            [&](const Variable::Prepended& prepended) {
                resolved.push_back({variable.name, resolve(prepended.text, row), true});
            });
    }
    return resolved;
}

void Resolver::add_parameters(std::vector<ResolvedVariable>& environment, const Row& row) {
    for (ColumnIndex column = 0; column < texts_.size(); ++column) {
        const std::optional<std::string>& text = texts_[column].at(row.ordinals[column]);
        if (text) environment.push_back({parameter_names_[column], literal(*text)});
    }
}

ResolvedText Resolver::resolve(const Text& text, const Row& row) {
    ResolvedText resolved;
    for (const Part& part : text.parts)
        append(resolved, part, row);
    return resolved;
}

void Resolver::append(ResolvedText& text, const Part& part, const Row& row) {
    match(
        part, [&](const std::string& piece) { append_literal(text, piece); },
        [&](const ColumnText& column) {
            append_literal(text,
                           texts_[column.column].at(row.ordinals[column.column]).value_or(""));
        },
        [&](const TableText& table) {
            append_literal(text, table.texts[table_index(sizes_, table.columns, row.ordinals)]);
        },
        [&](const RuntimePart& runtime) {
            if (is_known_per_run(runtime.kind)) {
                append_literal(text, known_text(runtime, row.run));
            } else {
                text.emplace_back(runtime);
            }
        });
}

} // namespace expc::ir
