// SPDX-License-Identifier: MIT
#include "compiler/backends/text/commands.hpp"

#include "compiler/base/match.hpp"
#include "compiler/ir/run.hpp"

namespace expc::backends {
namespace {

constexpr std::size_t line_width = 100;

/// Adds words to the positional parameters, several a line as long as they fit.
class Parameters {
  public:
    Parameters(Lines& lines, Texts& texts) : lines_(lines), texts_(texts) {}

    void add(const ir::Word& word) {
        const std::string test = word.when ? texts_.test(*word.when) : "";
        const std::string text = texts_.word(word.text).text();
        if (test != test_ || pending_.size() + text.size() > line_width) flush();
        test_ = test;
        pending_.append(" ").append(text);
    }

    void add(const ir::WordTable& table, TaskFolder& folder, std::string_view stem) {
        flush();
        std::vector<std::string> commands;
        for (const std::vector<std::string>& words : table.words) {
            std::string command;
            for (const std::string& word : words)
                command.append(" ").append(ShellWord::literal(word).text());
            if (!command.empty()) command.insert(0, "set -- \"$@\"");
            commands.push_back(std::move(command));
        }
        add_cases(lines_, folder, stem, texts_.key(table.columns), commands);
    }

    void flush() {
        if (pending_.empty()) return;
        const std::string command = fmt::format("set -- \"$@\"{}", pending_);
        if (test_.empty()) {
            lines_.add("{}", command);
        } else {
            lines_.add("if {}; then {}; fi", test_, command);
        }
        pending_.clear();
    }

  private:
    Lines& lines_;
    Texts& texts_;
    std::string pending_;
    std::string test_;
};

std::vector<ir::Words> steps_of(const ir::Command& command) {
    return match(
        command, [](const ir::Argv& argv) { return std::vector<ir::Words>(1, argv.words); },
        [](const ir::Steps& steps) { return steps.steps; },
        [](const ir::BashScript&) { return std::vector<ir::Words>{}; });
}

void add_step(Lines& lines, const ir::Words& words, Texts& texts, std::size_t number) {
    lines.add("step_{}() {{", number);
    {
        const auto indentation = lines.indented();
        Parameters parameters(lines, texts);
        std::size_t tables = 0;
        for (const auto& entry : words) {
            match(
                entry, [&](const ir::Word& word) { parameters.add(word); },
                [&](const ir::WordTable& table) {
                    parameters.add(table, texts.folder(),
                                   fmt::format("words-{}-{}", number, tables++));
                });
        }
        parameters.flush();
        lines.add("\"$expc_use\" \"$@\"");
    }
    lines.add("}}");
}

void add_canonical_variable(Lines& lines, const ir::Variable& variable, std::string_view tag,
                            Texts& texts) {
    const auto head = [&](std::string_view kind) {
        return ShellWord::literal(fmt::format("{}{}={}=", tag, kind, variable.name));
    };
    ShellWord text = match(
        variable.value,
        [&](const ir::Text& value) {
            ShellWord word = head("");
            return word += texts.word(value);
        },
        [&](const ir::Variable::FromSecret& secret) {
            ShellWord word = head("-secret");
            return word += ShellWord::literal(secret.secret);
        },
        [&](const ir::Variable::Prepended& prepended) {
            ShellWord word = head("-prepend");
            return word += texts.word(prepended.text);
        });
    const std::string command = fmt::format("printf '%s\\0' {}", text);
    if (variable.when) {
        lines.add("if {}; then {}; fi", texts.test(*variable.when), command);
    } else {
        lines.add("{}", command);
    }
}

void add_canonical_command(Lines& lines, const ir::Experiment& experiment, Texts& texts) {
    if (const auto* bash = std::get_if<ir::BashScript>(&experiment.command)) {
        lines.add("printf 'bash='; cat \"$expc_here/{}\"; printf '\\0'", bash_script_file);
        for (const ir::Variable& variable : bash->variables)
            add_canonical_variable(lines, variable, "var", texts);
        return;
    }
    lines.add("expc_use=canonical_step");
    for (std::size_t step = 0; step < steps_of(experiment.command).size(); ++step)
        lines.add("step_{}", step);
}

} // namespace

std::string step_functions(const ir::Experiment& experiment, Texts& texts) {
    Lines lines;
    if (std::holds_alternative<ir::BashScript>(experiment.command)) {
        lines.add("step_0() {{");
        lines.add("  \"$expc_use\" bash -euo pipefail \"$expc_here/{}\"", bash_script_file);
        lines.add("}}");
        return lines.text();
    }
    const std::vector<ir::Words> steps = steps_of(experiment.command);
    for (std::size_t step = 0; step < steps.size(); ++step)
        add_step(lines, steps[step], texts, step);
    return lines.text();
}

std::string step_calls(const ir::Experiment& experiment) {
    const auto* steps = std::get_if<ir::Steps>(&experiment.command);
    Lines lines;
    if (steps == nullptr) {
        lines.add("step_0");
        return lines.text();
    }
    for (std::size_t step = 0; step < steps->steps.size(); ++step)
        lines.add("[ \"$expc_code\" -ne 0 ] || {{ expc_step={0}; step_{0}; }}", step);
    return lines.text();
}

std::string step_words(const ir::Experiment& experiment) {
    const auto* steps = std::get_if<ir::Steps>(&experiment.command);
    Lines lines;
    for (std::size_t step = 0; step < (steps == nullptr ? 1 : steps->steps.size()); ++step)
        lines.add("step_{}", step);
    return lines.text();
}

std::string canonical_form(const ir::Experiment& experiment, Texts& texts) {
    Lines lines;
    lines.add("printf '%s\\0' 'expc-run=1'");
    for (const auto& [tag, text] : ir::canonical_surroundings(experiment))
        lines.add("printf '%s\\0' {}", ShellWord::literal(tag + "=" + text));
    ShellWord workdir = ShellWord::literal("workdir=");
    lines.add("printf '%s\\0' {}", workdir += texts.word(experiment.workdir));
    for (const ir::Variable& variable : experiment.environment)
        add_canonical_variable(lines, variable, "env", texts);
    add_canonical_command(lines, experiment, texts);
    return lines.text();
}

} // namespace expc::backends
