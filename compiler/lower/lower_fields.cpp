// SPDX-License-Identifier: MIT
// The fields of an experiment other than its space and resources.
#include "compiler/ir/packing.hpp"
#include "compiler/lower/empty_commands.hpp"
#include "compiler/lower/lower_target.hpp"
#include "compiler/lower/output_paths.hpp"
#include "compiler/sema/check_calls.hpp"
#include "compiler/sema/walk.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::lower {

namespace {

const ast::Constructor* as_bash(ExprRef e) {
    const auto* constructor = std::get_if<ast::Constructor>(&e.get().node);
    return constructor != nullptr && constructor->name.text == "bash" ? constructor : nullptr;
}

const ast::Assign* entry_of(const ast::Block& block, std::string_view name) {
    for (const ast::Entry& entry : block.entries) {
        const auto* assign = std::get_if<ast::Assign>(&entry.node);
        if (assign != nullptr && assign->path.size() == 1 && assign->path.front().text == name)
            return assign;
    }
    return nullptr;
}

/// `'''...'''` ends its text before the closing quotes; scripts are files, so they end in a
/// newline.
std::string as_script(std::string text) {
    if (!text.empty() && !text.ends_with('\n')) text += '\n';
    return text;
}

/// A text as one word of bash.
std::string quoted_for_bash(std::string_view text) {
    std::string word = "'";
    for (const char character : text) {
        if (character == '\'')
            word += "'\\''";
        else
            word += character;
    }
    return word + "'";
}

bool is_plain_word(const Value& value) {
    return value.get_if<algebra::Text>() != nullptr || value.get_if<std::int64_t>() != nullptr ||
           value.get_if<double>() != nullptr;
}

/// Whether an expression, or a part of it, is `a.b.c`.
bool mentions(ExprRef e, const std::vector<std::string_view>& chain) {
    std::vector<std::string_view> own = sema::member_chain(e);
    if (!own.empty() && own.front() == "self") own.erase(own.begin());
    bool found = own == chain;
    sema::for_each_part(e, [&](ExprRef part) { found = found || mentions(part, chain); });
    return found;
}

bool mentions(const sema::FieldNode& node, const std::vector<std::string_view>& chain) {
    const auto mentions_it = [&](const auto& part) { return mentions(part, chain); };
    return (node.value && mentions(node.value, chain)) ||
           std::ranges::any_of(node.appended, mentions_it) ||
           std::ranges::any_of(node.children, mentions_it);
}

ir::Words joined(ir::Words first, ir::Words then) {
    if (first.empty()) return then;
    std::ranges::move(then, std::back_inserter(first));
    return first;
}

/// The `tag(...)` in an expression that begins with the number of the run; nothing if there is
/// none.
ExprRef numbered_tag(ExprRef e) {
    const auto* call = std::get_if<ast::Call>(&e.get().node);
    if (call != nullptr && call->callee.text == "tag") {
        const ExprRef number = sema::Arguments(e, call->arguments).find("number", 2);
        const auto* literal = number ? std::get_if<ast::BoolLiteral>(&number.get().node) : nullptr;
        if (literal == nullptr || literal->value) return e;
    }
    ExprRef found;
    sema::for_each_part(e, [&](ExprRef part) {
        if (!found) found = numbered_tag(part);
    });
    return found;
}

} // namespace

bool TargetLowering::lower_command(LoweredExperiment& experiment, const RunScope& scope) {
    const sema::FieldNode* command = experiment.object->field("command");
    const sema::FieldNode* steps = experiment.object->field("steps");
    const sema::FieldNode* wrap = experiment.object->field("wrap");
    WordLowering lowering(scope);
    ir::Words prefix;
    if (wrap != nullptr && !lowering.words(*wrap, prefix)) return false;
    if (command != nullptr && command->value && as_bash(command->value) != nullptr)
        return lower_bash(experiment, scope, command->value, std::move(prefix));
    const auto names_program = [&](const ir::Words& words, const sema::FieldNode& field) {
        return check_names_program(evaluator_, *experiment.space, words, field.range);
    };
    if (command != nullptr) {
        ir::Words words;
        if (!lowering.words(*command, words) || !names_program(words, *command)) return false;
        experiment.plan.command = ir::Argv{joined(std::move(prefix), std::move(words))};
        return true;
    }
    std::vector<ir::Words> lowered;
    if (steps != nullptr && !lowering.steps(*steps, lowered)) return false;
    ir::Steps result;
    for (ir::Words& step : lowered) {
        if (!names_program(step, *steps)) return false;
        result.steps.push_back(joined(prefix, std::move(step)));
    }
    experiment.plan.command = std::move(result);
    return true;
}

bool TargetLowering::lower_bash(LoweredExperiment& experiment, const RunScope& scope,
                                ExprRef command, ir::Words wrap) {
    const ast::Block& block = as_bash(command)->block;
    const ast::Assign* run = entry_of(block, "run");
    const Value script =
        run != nullptr ? evaluator_.evaluate(command.at(run->value), scope.environment(nullptr))
                       : Value();
    if (script.get_if<algebra::Text>() == nullptr) {
        evaluator_.fail(diag::Code::E0313, command.range(),
                        "a script is one text for all runs; values enter through `vars`");
        return false;
    }
    ir::BashScript result{as_script(script.as_text()), {}, std::move(wrap)};
    const ast::Assign* vars = entry_of(block, "vars");
    const sema::FieldNode variables =
        vars != nullptr ? sema::ObjectReader(evaluator_.sink()).flatten(command.at(vars->value))
                        : sema::FieldNode{};
    if (!WordLowering(scope).variables(variables, result.variables)) return false;
    experiment.plan.command = std::move(result);
    return true;
}

bool TargetLowering::lower_environment(LoweredExperiment& experiment, const RunScope& scope) {
    const sema::FieldNode* env = experiment.object->field("env");
    if (env == nullptr) return true;
    std::vector<ir::Variable>& variables = experiment.plan.environment;
    if (env->value) return WordLowering(scope).variables(*env, variables);
    sema::IndependentParts parts(evaluator_);
    bool is_whole = true;
    for (const sema::FieldNode& variable : env->children) {
        parts.next();
        if (!WordLowering(scope).variable(variable, variables)) is_whole = false;
    }
    return is_whole;
}

/// Inputs whose lists are read from files: `inputs.NAME.listfile`.
bool TargetLowering::lower_list_files(LoweredExperiment& experiment, const RunScope& scope) {
    const sema::FieldNode* inputs = experiment.object->field("inputs");
    if (inputs == nullptr) return true;
    for (const sema::FieldNode& input : inputs->children) {
        if (!mentions(experiment.object->root, {"inputs", input.name, "listfile"})) continue;
        ir::ListFile file{input.name, {}, input.range};
        WordLowering words(scope);
        if (input.value && !words.words(input.value, file.lines)) return false;
        experiment.plan.list_files.push_back(std::move(file));
    }
    return true;
}

/// A place that is named after the position of a run is another one after the next edit (ruling
/// 11).
void TargetLowering::warn_of_number(const sema::FieldNode& output) {
    const ExprRef tag = numbered_tag(output.value);
    if (!tag) return;
    evaluator_.sink()
        .report(diag::Code::W0801, tag.range(),
                fmt::format("output `{}` is named after the number of the run", output.name))
        .here("one more value in the space gives other runs this number")
        .help("leave the number out: `number = false`");
}

bool TargetLowering::lower_paths(LoweredExperiment& experiment, const RunScope& scope) {
    sema::IndependentParts parts(evaluator_);
    bool is_whole = true;
    if (const sema::FieldNode* outputs = experiment.object->field("outputs")) {
        for (const sema::FieldNode& output : outputs->children) {
            parts.next();
            auto path = WordLowering(scope).text(output);
            is_whole = is_whole && path;
            if (!path) continue;
            warn_of_number(output);
            const auto* call = std::get_if<ast::Call>(&output.value.get().node);
            const auto kind = call != nullptr && call->callee.text == "dir"
                                  ? ir::OutputKind::directory
                                  : ir::OutputKind::file;
            const SourceRange place = call != nullptr && !call->arguments.empty()
                                          ? output.value.at(call->arguments.front().value).range()
                                          : output.range;
            experiment.plan.outputs.push_back({output.name, kind, std::move(*path), place});
        }
    }
    const auto optional_text = [&](std::string_view field, auto& target) {
        const sema::FieldNode* node = experiment.object->field(field);
        if (node == nullptr) return;
        parts.next();
        auto text = WordLowering(scope).text(*node);
        if (text && check_stays_below(evaluator_, *text, node->range))
            target = std::move(*text);
        else
            is_whole = false;
    };
    optional_text("workdir", experiment.plan.workdir);
    optional_text("stdout", experiment.plan.stdout_path);
    optional_text("stderr", experiment.plan.stderr_path);
    return is_whole;
}

/// The `vars` of a prepared shell as lines before its text. A prepared shell is the same for all
/// runs, so its values are, too.
std::optional<std::string> TargetLowering::exports_of(const Value& bash, SourceRange origin) {
    std::string lines;
    const Value* vars = sema::field_of(bash, "vars");
    const auto* record =
        vars != nullptr ? vars->get_if<algebra::Shared<algebra::Record>>() : nullptr;
    if (record == nullptr) return lines;
    for (const auto& [name, value] : **record) {
        if (value.is_none()) continue;
        if (!is_plain_word(value)) {
            auto report = evaluator_.fail(
                diag::Code::E0313, origin,
                fmt::format("`{}` of a shell that prepares runs is no text that is known now",
                            name));
            if (report)
                report->help("what only the job knows, and secrets, reach the runs through `env`");
            return std::nullopt;
        }
        lines += fmt::format("export {}={}\n", name, quoted_for_bash(algebra::word_text(value)));
    }
    return lines;
}

std::optional<std::vector<ir::ShellSnippet>>
TargetLowering::snippets(const sema::Object& object, std::string_view field,
                         const sema::Environment& environment) {
    std::vector<ir::ShellSnippet> result;
    const sema::FieldNode* node = object.field(field);
    if (node == nullptr) return result;
    const Value list = evaluator_.evaluate(*node, environment);
    if (evaluator_.failed()) return std::nullopt;
    const auto* elements = list.get_if<algebra::Shared<algebra::List>>();
    if (elements == nullptr) return result;
    for (const Value& element : **elements) {
        const Value* run = sema::field_of(element, "run");
        if (run == nullptr || run->get_if<algebra::Text>() == nullptr) continue;
        auto exports = exports_of(element, node->range);
        if (!exports) return std::nullopt;
        result.push_back({std::move(*exports) + as_script(run->as_text()), node->range});
    }
    return result;
}

bool TargetLowering::lower_setup(LoweredExperiment& experiment, const RunScope& scope) {
    sema::Environment of_platform;
    of_platform.self = target_.platform.get();
    auto before = snippets(*target_.platform, "setup", of_platform);
    auto own = snippets(*experiment.object, "setup", scope.environment(nullptr));
    auto inside = snippets(*experiment.object, "container_setup", scope.environment(nullptr));
    auto after = snippets(*target_.platform, "teardown", of_platform);
    if (!before || !own || !inside || !after) return false;
    experiment.plan.setup = std::move(*before);
    experiment.plan.setup.insert(experiment.plan.setup.end(), own->begin(), own->end());
    // What others are made of may leave the container to them.
    const bool is_placed = is_platform_sound_;
    if (is_placed && !inside->empty() && experiment.object->field("container") == nullptr) {
        auto report =
            evaluator_.fail(diag::Code::E0804, inside->front().origin, experiment.object->name,
                            "`container_setup` without a container");
        if (report) report->help("what prepares a run outside of a container is `setup`");
        return false;
    }
    if (!inside->empty())
        request(ir::Capability::container_setup, "`container_setup`", inside->front().origin);
    if (!has_container(*experiment.object)) inside->clear();
    experiment.plan.container_setup = std::move(*inside);
    experiment.plan.teardown = std::move(*after);
    return true;
}

bool TargetLowering::lower_retry(LoweredExperiment& experiment, const RunScope& scope) {
    if (const sema::FieldNode* node = experiment.object->field("retry")) {
        if (const auto columns = scope.dependencies.of(*node); !columns.empty()) {
            auto report = evaluator_.fail(
                diag::Code::E0313, node->range,
                fmt::format("`retry` is the same for all runs, so it may not depend on `{}`",
                            experiment.space->columns[columns.front()].name));
            if (report)
                report->note("what may differ from run to run: `resources`, `env`, the command, "
                             "`workdir` and outputs");
            return false;
        }
        const Value retry = evaluator_.evaluate(*node, scope.environment(nullptr));
        if (evaluator_.failed()) return false;
        if (sema::part_of_run(retry) != nullptr) {
            evaluator_.fail(diag::Code::E0313, node->range,
                            "`retry` is the same for all runs, so no run may decide it");
            return false;
        }
        ir::Retry plan{1, {}, node->range};
        if (const Value* attempts = sema::field_of(retry, "attempts"))
            plan.attempts = *attempts->get_if<std::int64_t>();
        if (plan.attempts < 1) {
            evaluator_.fail(diag::Code::E0313, node->range,
                            fmt::format("a run needs at least 1 attempt, not {}", plan.attempts));
            return false;
        }
        if (const Value* on = sema::field_of(retry, "on")) {
            for (const Value& event : **on->get_if<algebra::Shared<algebra::List>>())
                plan.on.push_back(event.as_text());
        }
        if (plan.on.empty()) {
            const sema::FieldNode* on = node->child("on");
            auto report =
                evaluator_.fail(diag::Code::E0313, on != nullptr ? on->range : node->range,
                                "`on` names nothing after which a run is tried again");
            if (report)
                report->help("name events, such as `on = [\"failure\"]`, or leave out `retry`");
            return false;
        }
        if (ir::shares_jobs(plan_.platform))
            request(ir::Capability::retry_in_shared_jobs, "`retry` of runs that share a job",
                    node->range);
        for (const std::string& event : plan.on) {
            request(ir::capability_named("retry_", event, ir::Capability::retry_failure),
                    fmt::format("`retry` after `{}`", event), node->range);
        }
        experiment.plan.retry = std::move(plan);
    }
    for (const ir::Dependency& dependency : experiment.plan.dependencies) {
        request(
            ir::Capability::dependencies,
            fmt::format("the wait of `{}` for `{}`", experiment.object->name, dependency.parent),
            dependency.origin);
    }
    return true;
}

} // namespace expc::lower
