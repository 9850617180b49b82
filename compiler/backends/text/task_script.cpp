// SPDX-License-Identifier: MIT
#include "compiler/backends/text/task_script.hpp"

#include "compiler/backends/text/columns.hpp"
#include "compiler/backends/text/commands.hpp"
#include "compiler/backends/text/container.hpp"
#include "compiler/backends/text/environment.hpp"
#include "compiler/backends/text/mounts.hpp"
#include "compiler/backends/text/parents.hpp"
#include "compiler/backends/text/retries.hpp"
#include "compiler/backends/text/template.hpp"
#include "compiler/ir/packing.hpp"
#include "compiler/ir/run.hpp"

namespace expc::backends {
namespace {

std::string quoted(std::string_view text) {
    return ShellWord::literal(text).text();
}

struct DecoderText {
    std::string search; ///< what walks over diagrams need
    std::string functions;
};

DecoderText decoder_text(const ir::Experiment& experiment, TaskFolder& folder) {
    std::set<algebra::ColumnIndex> columns;
    for (algebra::ColumnIndex column = 0; column < experiment.space.columns.size(); ++column)
        columns.insert(column);
    Decoder decoder(folder);
    decoder.add_space("row", experiment.space, 0, columns);
    for (std::size_t group = 0; experiment.groups.size() > 1 && group < experiment.groups.size();
         ++group)
        decoder.add_group(group, experiment.groups[group].space);
    const bool search = decoder.reads_records();
    return {search ? script_template("search.sh.in") : "", decoder.take_text()};
}

std::string rank_commands(const ir::Experiment& experiment) {
    if (experiment.groups.size() == 1) return "expc_i=$2";
    return "expc_i=$2 expc_way=down; \"walk_$1\"\nexpc_i=0 expc_way=up; walk";
}

std::string group_commands(const ir::Experiment& experiment) {
    if (experiment.groups.size() == 1) return "printf '0 %s\\n' \"$1\"";
    Lines lines;
    lines.add("expc_i=$1 expc_way=down; walk");
    lines.add("expc_way=up");
    for (std::size_t group = 0; group < experiment.groups.size(); ++group)
        lines.add("expc_i=0; walk_{0} && printf '{0} %s\\n' \"$expc_i\" && return", group);
    return lines.text();
}

std::string output_folders(const ir::Experiment& experiment, Texts& texts) {
    Lines lines;
    for (const ir::Output& output : experiment.outputs) {
        const bool folder = output.kind == ir::OutputKind::directory;
        const ShellWord path = outside_word(experiment, texts.word(output.path), lines);
        lines.add("{} {}", folder ? "need_folder" : "need_parent", path);
    }
    const auto add_log = [&](std::string_view variable) {
        const ShellWord log = ShellWord::variable(variable);
        const ShellWord path = outside_word(experiment, log, lines);
        if (experiment.container) lines.add("{}={}", variable, path);
        lines.add("need_parent {}", log);
    };
    if (experiment.stdout_path) add_log("expc_out");
    if (experiment.stderr_path) add_log("expc_err");
    return lines.text();
}

std::string output_checks(const ir::Experiment& experiment, Texts& texts) {
    Lines lines;
    for (const ir::Output& output : experiment.outputs) {
        const ShellWord path = outside_word(experiment, texts.word(output.path), lines);
        lines.add("[ -n \"$expc_lost\" ] || [ -e {} ] || expc_lost={}", path, quoted(output.name));
    }
    return lines.text();
}

bool hashes_anything(const ir::Target& target, const ir::Experiment& experiment) {
    return hashes_values(experiment.space, experiment.identity) ||
           parents_hash_values(target, experiment);
}

std::string ready_commands(const ir::Target& target, const ir::Experiment& experiment) {
    if (!has_stages(target)) return "";
    return asks_for_parents(experiment) ? "expc_asks=1; check \"$2\"; prepare \"$2\"; need_parents"
                                        : ":";
}

std::string log_path(const std::optional<ir::Text>& declared, std::string_view name, Texts& texts) {
    if (declared) return texts.word(*declared).text();
    return fmt::format("$expc_dir/{}", name);
}

std::string start_command(const EnginePart& engine) {
    constexpr std::string_view command =
        "(execute \"$@\") </dev/null >>\"$expc_out\" 2>>\"$expc_err\"";
    return fmt::format("{}{}", command,
                       engine.passes_signals ? " &\nforward $!" : "\nexpc_code=$?");
}

/// The sections of task.sh. Texts collects tables and run-time variables from the others, so its
/// own come last. `declared` is the experiment that run.digest speaks of.
Fillings sections(const ir::Target& target, const ir::Experiment& experiment,
                  const ir::Experiment& declared, const EnginePart& engine, TaskFolder& folder) {
    Texts texts(experiment.space, folder);
    const DecoderText decoder = decoder_text(experiment, folder);
    Fillings fillings = {
        {"experiment", quoted(experiment.name)},
        {"target", quoted(target.name)},
        {"experiment_comment", comment_text(experiment.name)},
        {"target_comment", comment_text(target.name)},
        {"count", std::to_string(experiment.space.count)},
        {"engine", std::string(engine.name)},
        {"launcher", engine.launcher},
        {"start_command", start_command(engine)},
        {"forward", engine.passes_signals ? script_template("forward.sh.in") : ""},
        {"read_secret", target.platform.secrets.empty() ? "" : script_template("secret.sh.in")},
        {"name_prefix", ir::run_name_prefix(experiment.name)},
        {"search", decoder.search},
        {"decoder", decoder.functions},
        {"hash", hashes_anything(target, experiment) ? script_template("hash.sh.in") : ""},
        {"parents", parents(target, experiment, folder)},
        {"retries", retry_section(target, experiment, engine)},
        {"ready", ready_commands(target, experiment)},
        {"resumes", ir::shares_jobs(target.platform) ? "1" : ""},
        {"values", column_values(experiment, folder)},
        {"rank", rank_commands(experiment)},
        {"group", group_commands(experiment)},
        {"steps", step_functions(experiment, texts) + list_functions(experiment, texts)},
        {"step_calls", step_calls(experiment)},
        {"step_words", step_words(experiment)},
        {"canonical", canonical_form(declared, texts)},
        {"environment", environment_exports(experiment, target.platform, texts)},
        {"workdir", texts.word(experiment.workdir).text()},
        {"stdout", log_path(experiment.stdout_path, "out.log", texts)},
        {"stderr", log_path(experiment.stderr_path, "err.log", texts)},
        {"list_writes", list_writes(experiment)},
        {"prepared", has_snippets(experiment) || has_retries(target) ? "1" : ""},
        {"output_folders", output_folders(experiment, texts)},
        {"output_checks", output_checks(experiment, texts)},
    };
    for (auto& section : container_sections(target, experiment, engine, texts))
        fillings.push_back(std::move(section));
    for (auto& section : mount_sections(target, experiment, engine))
        fillings.push_back(std::move(section));
    const std::string variables = texts.values_of_variables();
    const bool needs_others = !variables.empty() || !target.platform.secrets.empty();
    fillings.emplace_back("tables", texts.tables());
    fillings.emplace_back("variable_names", texts.names_of_variables());
    fillings.emplace_back("variable_values", variables);
    fillings.emplace_back("secrets", secret_values(target.platform, texts, engine.in_container));
    fillings.emplace_back("needs", needs_others ? "1" : "");
    return fillings;
}

/// Each snippet is a file of its own: an unfinished quote in one cannot swallow the next.
std::size_t add_snippets(const std::vector<ir::ShellSnippet>& snippets, std::string_view name,
                         TaskFolder& folder) {
    for (std::size_t number = 0; number < snippets.size(); ++number)
        folder.add(fmt::format("{}-{}.bash", name, number), snippets[number].script);
    return snippets.size();
}

/// The experiment as it stands where its container runs already: there is nothing to start, and
/// what prepares a run prepares it there.
ir::Experiment without_container(ir::Experiment experiment) {
    experiment.container.reset();
    experiment.setup.insert(experiment.setup.end(), experiment.container_setup.begin(),
                            experiment.container_setup.end());
    experiment.container_setup.clear();
    return experiment;
}

void add_files(const ir::Target& target, const ir::Experiment& experiment,
               const ir::Experiment& declared, const EnginePart& engine,
               std::vector<Artifact>& files) {
    TaskFolder folder(experiment.name, files);
    folder.add_program("task.sh", fill(script_template("task.sh.in"),
                                       sections(target, experiment, declared, engine, folder)));
    if (const auto* bash = std::get_if<ir::BashScript>(&experiment.command))
        folder.add(bash_script_file, bash->script);
    add_container_files(target.platform, experiment, folder);
    if (!has_snippets(experiment)) return;
    const std::size_t setups = add_snippets(experiment.setup, "setup", folder);
    const std::size_t teardowns = add_snippets(experiment.teardown, "teardown", folder);
    folder.add_program("around.sh", fill(script_template("around.sh.in"),
                                         {{"setups", std::to_string(setups)},
                                          {"teardowns", std::to_string(teardowns)},
                                          {"forward", script_template("forward.sh.in")}}));
}

} // namespace

bool has_snippets(const ir::Experiment& experiment) {
    return !experiment.setup.empty() || !experiment.teardown.empty();
}

void add_task_folder(const ir::Target& target, const ir::Experiment& experiment,
                     const EnginePart& engine, std::vector<Artifact>& files) {
    if (engine.in_container)
        add_files(target, without_container(experiment), experiment, engine, files);
    else
        add_files(target, experiment, experiment, engine, files);
}

} // namespace expc::backends
