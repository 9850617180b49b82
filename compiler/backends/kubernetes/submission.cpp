// SPDX-License-Identifier: MIT
#include "compiler/backends/kubernetes/submission.hpp"

#include "compiler/backends/kubernetes/kubectl_flags.hpp"
#include "compiler/backends/kubernetes/names.hpp"
#include "compiler/backends/kubernetes/pod.hpp"
#include "compiler/backends/kubernetes/sharing.hpp"
#include "compiler/backends/text/lines.hpp"
#include "compiler/backends/text/parents.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/backends/text/submit_script.hpp"
#include "compiler/backends/text/template.hpp"
#include "compiler/backends/text/yaml.hpp"

#include <algorithm>

namespace expc::backends::kubernetes {
namespace {

using From = ir::SecretSource::From;

std::string as_word(std::string_view text) {
    return ShellWord::literal(text).text();
}

std::vector<std::string> namespace_flags(const ir::Platform& platform) {
    const auto& name_space = std::get<ir::Kubernetes>(platform.settings).name_space;
    if (!name_space) return {};
    return {"--namespace", *name_space};
}

std::string words_of(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
        text.append(text.empty() ? "" : " ").append(as_word(word));
    return text;
}

/// The words that every call of kubectl gets.
std::vector<std::string> common_flags(const ir::Platform& platform) {
    std::vector<std::string> words = namespace_flags(platform);
    const std::vector<std::string> added = flags_of_all_commands(platform);
    words.insert(words.end(), added.begin(), added.end());
    return words;
}

/// The words of `apply`.
std::vector<std::string> apply_flags(const ir::Platform& platform) {
    std::vector<std::string> words = namespace_flags(platform);
    words.insert(words.end(), platform.extra_flags.begin(), platform.extra_flags.end());
    return words;
}

/// A word as people type it, where single quotes around a format of printf are around it too.
std::string shown_word(const std::string& word) {
    const bool is_plain = std::ranges::all_of(word, [](char c) {
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return is_letter || (c >= '0' && c <= '9') ||
               std::string_view("-_=./:,@").find(c) != std::string_view::npos;
    });
    std::string text;
    for (const char c : is_plain ? word : as_word(word)) {
        if (c == '\'')
            text += "'\\''";
        else
            text.append(c == '%' || c == '\\' ? 2 : 1, c);
    }
    return text;
}

std::string selector(const ir::Plan& plan, const ir::Target& target) {
    return fmt::format("{}={}", target_key, target_label(plan, target));
}

/// The claims and ConfigMaps that have to be there before the first Job.
std::string needed_objects(const ir::Target& target, const std::vector<std::string>& config_maps) {
    Lines lines;
    for (const ir::MountSource& source : target.platform.storage) {
        if (source.create)
            lines.add("need_object persistentvolumeclaim {} {}", as_word(*source.claim),
                      as_word(source.mount + ".claim"));
    }
    for (std::size_t i = 0; i < config_maps.size(); ++i)
        lines.add("need_object configmap {} {}", config_maps[i],
                  as_word(target.experiments[i].name + ".config-map"));
    return lines.text();
}

/// The lines of an object before its values, as words.
std::string head_words(const Yaml& object) {
    const std::string text = object.text();
    std::string words;
    for (std::size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1)
        words.append(as_word(text.substr(begin, text.find('\n', begin) - begin))).append(" ");
    return words;
}

Yaml labelled(const ir::Plan& plan, const ir::Target& target, std::string_view kind,
              std::string name) {
    Yaml labels = Yaml::map().add(std::string(target_key), target_label(plan, target));
    return Yaml::map()
        .add("apiVersion", "v1")
        .add("kind", kind)
        .add("metadata", Yaml::map().add("name", std::move(name)).add("labels", std::move(labels)));
}

/// The ConfigMaps of archives, which are made of the build tree's files.
std::string needed_archives(const ir::Plan& plan, const ir::Target& target) {
    Lines lines;
    for (const ir::MountSource& source : target.platform.storage) {
        if (source.kind != "upload") continue;
        const std::string name = archive_name(target_label(plan, target), source);
        Yaml head = labelled(plan, target, "ConfigMap", name);
        lines.add("archive {} {} {}'binaryData:'", name, as_word(source.path.value_or("")),
                  head_words(head.add("immutable", true)));
    }
    return lines.text();
}

/// The secrets of whoever submits.
std::vector<ir::SecretSource> given_secrets(const ir::Platform& platform) {
    std::vector<ir::SecretSource> given;
    std::ranges::copy_if(
        platform.secrets, std::back_inserter(given),
        [](const ir::SecretSource& source) { return source.from != From::cluster; });
    return given;
}

/// A file's path as a word of submit.sh: `~/` is the home folder, and others lie in the project.
std::string path_text(std::string_view path) {
    if (path.starts_with('/')) return as_word(path);
    const bool from_home = path.starts_with("~/");
    ShellWord word = ShellWord::variable(from_home ? "HOME" : "project");
    const std::string rest = from_home ? std::string(path.substr(1)) : fmt::format("/{}", path);
    return (word += ShellWord::literal(rest)).text();
}

std::string require_values(const std::vector<ir::SecretSource>& secrets) {
    Lines lines;
    for (const ir::SecretSource& source : secrets) {
        if (source.from == From::file)
            lines.add("[ -r {} ] || fail {}", path_text(source.where),
                      as_word(fmt::format("the secret {} cannot be read", source.where)));
        else
            lines.add("[ -n \"${{{0}+set}}\" ] || fail 'the secret {0} is not set'",
                      bare_variable(source.where));
    }
    return lines.text();
}

std::string secret_values(const std::vector<ir::SecretSource>& secrets) {
    Lines lines;
    for (const ir::SecretSource& source : secrets) {
        const std::string value = source.from == From::file
                                      ? fmt::format("$(cat {})", path_text(source.where))
                                      : fmt::format("${}", bare_variable(source.where));
        lines.add("secret {} \"{}\"", secret_variable(source), value);
    }
    return lines.text();
}

/// The Secret's lines before its values, as words.
std::string secret_head(const ir::Plan& plan, const ir::Target& target) {
    return head_words(labelled(plan, target, "Secret", secret_name(target_label(plan, target)))) +
           "data:";
}

std::string preparation(const ir::Plan& plan, const ir::Target& target,
                        const std::vector<std::string>& config_maps) {
    const std::vector<ir::SecretSource> secrets = given_secrets(target.platform);
    const std::string archives = needed_archives(plan, target);
    return fill(script_template("kubectl_objects.sh.in"),
                {{"flags", words_of(common_flags(target.platform))},
                 {"apply_flags", words_of(apply_flags(target.platform))},
                 {"secrets", secrets.empty() ? "" : "1"},
                 {"secret_head", secret_head(plan, target)},
                 {"secret_values", secret_values(secrets)},
                 {"require_values", require_values(secrets)},
                 {"archives", archives.empty() ? "" : "1"},
                 {"archive_key", std::string(archive_key)},
                 {"needed", needed_objects(target, config_maps) + archives}});
}

/// Prints the names of the target's Jobs that have not ended.
std::string unended_jobs(const ir::Plan& plan, const ir::Target& target) {
    constexpr std::string_view form =
        R"({range .items[*]}{.metadata.name}{" "}{.status.conditions[*].type}{"\n"}{end})";
    return fmt::format(
        R"sh(list=$("$client" get jobs --selector {} {} -o jsonpath={}) &&)sh"
        R"sh( printf '%s\n' "$list" | awk '!/ (Complete|Failed)( |$)/ {{ print $1 }}')sh",
        as_word(selector(plan, target)), words_of(common_flags(target.platform)), as_word(form));
}

} // namespace

std::string submission(const ir::Plan& plan, const ir::Target& target,
                       const std::vector<Submission>& submissions,
                       const std::vector<std::string>& config_maps) {
    SubmitPart part{
        .name = "kubernetes",
        .display_name = "Kubernetes",
        .client = "kubectl",
        .client_variable = "EXPC_KUBECTL",
        .call_template = "kubectl.sh.in",
        .platform_options = namespace_flags(target.platform),
        .group_options = [](const ir::Group&) { return std::vector<std::string>{}; },
        .id_part = "##*/",
        .id_letters = "a-z0-9-",
        .queue_command = "",
        .takes = "",
        .limit_name = "",
        .max_queued = std::nullopt,
        .follow_command = "",
        .forget_variables = "",
        .parents =
            [&](const ir::Experiment& experiment) { return parents_of(target, experiment, false); },
        .holds_jobs = false,
        .log_dir = std::nullopt,
        .max_parallel = target.platform.max_parallel};
    part.shared.commands = choose_gpu(target);
    if (shares_gpus(target))
        part.group_variables = [&](const ir::Experiment& experiment, std::size_t group) {
            return fmt::format("first_gpu={}", first_gpu(target, experiment.name, group));
        };
    const std::string alive = unended_jobs(plan, target);
    part.alive_jobs = alive;
    // The numbers of jobs are not shown again: the label finds them all.
    std::string follow = makes_replica_sets(target) ? "kubectl get pods" : "kubectl get jobs";
    for (const std::string& word : common_flags(target.platform))
        follow.append(" ").append(shown_word(word));
    follow += fmt::format(" --selector {}%.0s", selector(plan, target));
    part.follow_command = follow;
    part.logs = fmt::format("{}/{}, as the pods see it", *target.platform.run_root, target.name);
    part.prepare = preparation(plan, target, config_maps);
    // What submit.sh itself keeps stands in the project, and secrets are objects of the cluster.
    ir::Target here = target;
    here.platform.run_root.reset();
    here.platform.secrets.clear();
    return submit_script(plan, here, submissions, part);
}

std::vector<std::string> selection_words(const ir::Plan& plan, const ir::Target& target) {
    std::vector<std::string> words = {"--selector", selector(plan, target)};
    const std::vector<std::string> flags = common_flags(target.platform);
    words.insert(words.end(), flags.begin(), flags.end());
    return words;
}

std::string destruction(const ir::Plan& plan, const ir::Target& target) {
    return fill(script_template("destroy.sh.in"),
                {{"target_comment", comment_text(target.name)},
                 {"selector", as_word(selector(plan, target))},
                 {"flags", words_of(common_flags(target.platform))}});
}

} // namespace expc::backends::kubernetes
