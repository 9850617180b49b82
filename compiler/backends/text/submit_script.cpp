// SPDX-License-Identifier: MIT
#include "compiler/backends/text/submit_script.hpp"

#include "compiler/backends/text/lines.hpp"
#include "compiler/backends/text/parents.hpp"
#include "compiler/backends/text/places.hpp"
#include "compiler/backends/text/secrets.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/backends/text/submissions.hpp"
#include "compiler/backends/text/template.hpp"

namespace expc::backends {
namespace {

std::string optional_number(const std::optional<std::int64_t>& number) {
    return number ? std::to_string(*number) : "";
}

std::string log_folder(const ir::Target& target, const SubmitPart& part) {
    if (part.log_dir) return ShellWord::literal(*part.log_dir).text();
    ShellWord folder = ShellWord::variable("run_root");
    return (folder += ShellWord::literal(fmt::format("/{}/.{}", target.name, part.name))).text();
}

/// Most options need no quotes.
std::string option_word(const std::string& option) {
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        "_.,:/=%@+-";
    const bool is_plain = !option.empty() && option.find_first_not_of(plain) == std::string::npos;
    return is_plain ? option : ShellWord::literal(option).text();
}

/// Options as words of a shell.
std::string option_words(const std::vector<std::string>& options) {
    std::string line;
    for (const std::string& option : options)
        line.append(line.empty() ? "" : " ").append(option_word(option));
    return line;
}

/// A line `group EXPERIMENT GROUP RUNS OPTION...` for each group of the target.
std::string group_calls(const ir::Target& target, const SubmitPart& part) {
    Lines lines;
    for (const ir::Experiment& experiment : target.experiments) {
        if (has_stages(target)) lines.add("{}", part.parents(experiment));
        for (std::size_t number = 0; number < experiment.groups.size(); ++number) {
            const ir::Group& group = experiment.groups[number];
            if (part.group_variables) lines.add("{}", part.group_variables(experiment, number));
            lines.add("group {} {} {} {}", ShellWord::literal(experiment.name), number,
                      group.space.count, option_words(part.group_options(group)));
        }
    }
    return lines.text();
}

/// The template of the client's words has placeholders of its own.
std::string client_call(const ir::Target& target, const SubmitPart& part) {
    const ir::Platform& platform = target.platform;
    return fill(script_template(part.call_template),
                {{"max_parallel", optional_number(part.max_parallel)},
                 {"unlimited", part.max_parallel ? "" : "1"},
                 {"per_task", std::to_string(part.shared.per_task)},
                 {"shared_tasks", part.shared.commands},
                 {"shared_argument", part.shared.argument},
                 {"stages", has_stages(target) ? "1" : ""},
                 {"at_once", has_stages(target) ? "" : "1"},
                 {"common_options", option_words(part.platform_options)},
                 {"extra_flags", option_words(platform.extra_flags)}});
}

Fillings engine_words(const SubmitPart& part) {
    return {{"engine", std::string(part.name)},
            {"engine_name", std::string(part.display_name)},
            {"client", std::string(part.client)},
            {"client_variable", std::string(part.client_variable)},
            {"id_part", std::string(part.id_part)},
            {"id_letters", std::string(part.id_letters)},
            {"prepare", part.prepare},
            {"max_queued", optional_number(part.max_queued)},
            {"in_queue", std::string(part.queue_command)},
            {"takes", part.takes},
            {"alive_jobs", std::string(part.alive_jobs)},
            {"limit_name", std::string(part.limit_name)},
            {"follow", std::string(part.follow_command)},
            {"forget_variables", std::string(part.forget_variables)}};
}

} // namespace

std::string submit_script(const ir::Plan& plan, const ir::Target& target,
                          const std::vector<Submission>& submissions, const SubmitPart& part) {
    const ir::Platform& platform = target.platform;
    const std::uint64_t chunk = submissions.empty() ? 1 : submissions.front().chunk;
    Fillings fillings = {
        {"target", ShellWord::literal(target.name).text()},
        {"target_comment", comment_text(target.name)},
        {"places", places(plan, platform)},
        {"selection", selection(target, Unselected::none)},
        {"stages", has_stages(target) ? "1" : ""},
        {"holds", has_stages(target) && part.holds_jobs ? "1" : ""},
        {"waits", has_stages(target) && !part.holds_jobs ? "1" : ""},
        {"target_field", ShellWord::literal(fmt::format("\"target\": \"{}\"", target.name)).text()},
        {"chunk", std::to_string(chunk)},
        {"arrays", std::to_string(array_count(submissions))},
        {"max_parallel", optional_number(part.max_parallel)},
        {"cuts_to_room", part.max_queued && part.takes == "$number" ? "1" : ""},
        {"or_too_long",
         part.most_letters ? fmt::format(" || length(tasks) > {}", *part.most_letters) : ""},
        {"groups", group_calls(target, part)},
        {"call", client_call(target, part)},
        {"log_dir", part.log_dir ? "1" : ""},
        {"log_folder", log_folder(target, part)},
        {"logs", part.logs ? ShellWord::literal(*part.logs).text()
                           : "\"$run_root/\"" + ShellWord::literal(target.name).text()},
        {"sends_to", platform.submit ? platform.submit->host : ""},
        {"require_secrets", require_secrets(platform)},
        {"store_secrets", store_secrets(platform)}};
    const Fillings words = engine_words(part);
    fillings.insert(fillings.end(), words.begin(), words.end());
    return fill(script_template("submit.sh.in"), fillings);
}

} // namespace expc::backends
