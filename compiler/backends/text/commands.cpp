// SPDX-License-Identifier: MIT
#include "compiler/backends/text/commands.hpp"

#include "compiler/base/match.hpp"
#include "compiler/ir/run.hpp"

namespace expc::backends {
namespace {

constexpr std::size_t line_width = 100;

/// Adds words to the positional parameters.
constexpr std::string_view word_setter = "set -- \"$@\"";
/// Hands words on at once: for lists of any length, which nobody needs as a whole.
constexpr std::string_view word_taker = "\"$expc_use\"";

/// Commands that take words, several words a line as long as they fit.
class WordLines {
  public:
    WordLines(Lines& lines, Texts& texts, std::string_view command)
        : lines_(lines), texts_(texts), command_(command) {}

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
            if (!command.empty()) command.insert(0, command_);
            commands.push_back(std::move(command));
        }
        add_cases(lines_, folder, stem, texts_.key(table.columns), commands);
    }

    void flush() {
        if (pending_.empty()) return;
        const std::string command = fmt::format("{}{}", command_, pending_);
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
    std::string_view command_;
    std::string pending_;
    std::string test_;
};

/// Adds the words of one step or list; `stem` names the files of long tables.
void add_words(WordLines& into, const ir::Words& words, Texts& texts, std::string_view stem) {
    std::size_t tables = 0;
    for (const auto& entry : words) {
        match(
            entry, [&](const ir::Word& word) { into.add(word); },
            [&](const ir::WordTable& table) {
                into.add(table, texts.folder(), fmt::format("{}-{}", stem, tables++));
            });
    }
    into.flush();
}

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
        WordLines parameters(lines, texts, word_setter);
        add_words(parameters, words, texts, fmt::format("words-{}", number));
        lines.add("\"$expc_use\" \"$@\"");
    }
    lines.add("}}");
}

/// The script is a file beside task.sh; run.digest hashes its content, and not its place.
void add_script_step(Lines& lines, const ir::Words& wrap, Texts& texts) {
    lines.add("step_0() {{");
    {
        const auto indentation = lines.indented();
        if (wrap.empty()) {
            lines.add("\"$expc_use\" bash -euo pipefail \"$expc_here/{}\"", bash_script_file);
        } else {
            WordLines parameters(lines, texts, word_setter);
            add_words(parameters, wrap, texts, "words-0");
            lines.add("set -- \"$@\" bash -euo pipefail");
            lines.add("[ \"$expc_use\" = canonical_step ] || set -- \"$@\" \"$expc_here/{}\"",
                      bash_script_file);
            lines.add("\"$expc_use\" \"$@\"");
        }
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
        if (!bash->wrap.empty()) lines.add("expc_use=canonical_step; step_0");
        lines.add("printf 'bash='; cat \"$expc_here/{}\"; printf '\\0'", bash_script_file);
        for (const ir::Variable& variable : bash->variables)
            add_canonical_variable(lines, variable, "var", texts);
        return;
    }
    lines.add("expc_use=canonical_step");
    for (std::size_t step = 0; step < steps_of(experiment.command).size(); ++step)
        lines.add("step_{}", step);
}

void add_canonical_lists(Lines& lines, const ir::Experiment& experiment) {
    if (!experiment.list_files.empty()) lines.add("expc_use=canonical_lines");
    for (std::size_t list = 0; list < experiment.list_files.size(); ++list)
        lines.add("printf 'list=%s\\0' {}; list_{}",
                  ShellWord::literal(experiment.list_files[list].name), list);
}

} // namespace

std::string list_functions(const ir::Experiment& experiment, Texts& texts) {
    Lines lines;
    if (experiment.list_files.empty()) return "";
    lines.add("print_lines() {{ printf '%s\\n' \"$@\"; }}");
    lines.add("canonical_lines() {{ printf 'line=%s\\0' \"$@\"; }}");
    for (std::size_t list = 0; list < experiment.list_files.size(); ++list) {
        lines.add("list_{}() {{", list);
        {
            const auto indentation = lines.indented();
            lines.add(":");
            WordLines handed(lines, texts, word_taker);
            add_words(handed, experiment.list_files[list].lines, texts,
                      fmt::format("lines-{}", list));
        }
        lines.add("}}");
    }
    return lines.text();
}

std::string list_writes(const ir::Experiment& experiment) {
    Lines lines;
    if (experiment.list_files.empty()) return "";
    lines.add("need_folder \"$expc_dir/inputs\"");
    lines.add("expc_use=print_lines");
    for (std::size_t list = 0; list < experiment.list_files.size(); ++list) {
        const std::string& name = experiment.list_files[list].name;
        lines.add("list_{} >\"$expc_dir/inputs/\"{} || fail_setup {}", list,
                  ShellWord::literal(name + ".list"),
                  ShellWord::literal(fmt::format("cannot write the list of its input {}", name)));
    }
    return lines.text();
}

std::string step_functions(const ir::Experiment& experiment, Texts& texts) {
    Lines lines;
    if (const auto* bash = std::get_if<ir::BashScript>(&experiment.command)) {
        add_script_step(lines, bash->wrap, texts);
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
    add_canonical_lists(lines, experiment);
    return lines.text();
}

} // namespace expc::backends
