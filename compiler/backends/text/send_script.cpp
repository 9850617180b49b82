// SPDX-License-Identifier: MIT
#include "compiler/backends/text/send_script.hpp"

#include "compiler/backends/text/places.hpp"
#include "compiler/backends/text/secrets.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/backends/text/template.hpp"

#include <boost/filesystem/path.hpp>

#include <array>
#include <set>

namespace expc::backends {
namespace {

/// What no run needs: histories, what Python makes by itself, and what expc keeps.
constexpr std::array never_sent = {".git/", "__pycache__/", "*.pyc", ".expc/"};

/// Folders of the project where runs write, on this machine or there.
std::set<std::string> folders_of_runs(const ir::Plan& plan) {
    std::set<std::string> folders = {"runs"};
    for (const ir::Target& target : plan.targets) {
        const std::string root = target.platform.run_root.value_or("runs");
        if (!root.empty() && root.front() != '/')
            folders.insert(boost::filesystem::path(root).lexically_normal().string());
    }
    return folders;
}

/// A path as a pattern of rsync that means it alone; without a wildcard, rsync takes `\` for
/// itself.
std::string literal_pattern(std::string_view path) {
    std::string pattern = "/";
    const bool has_wildcards = path.find_first_of("*?[") != std::string_view::npos;
    for (const char c : path) {
        if (has_wildcards && std::string_view("*?[\\").find(c) != std::string_view::npos)
            pattern += '\\';
        pattern += c;
    }
    return pattern.ends_with('/') ? pattern : pattern + '/';
}

/// Options of rsync, as words of a shell.
std::string exclusions(const ir::Plan& plan, const ir::RemoteHost& remote) {
    std::string words;
    const auto add = [&](const std::string& pattern) {
        words.append(words.empty() ? "" : " ")
            .append(ShellWord::literal("--exclude=" + pattern).text());
    };
    for (const std::string& pattern : remote.exclude)
        add(pattern);
    for (const std::string& folder : folders_of_runs(plan))
        add(literal_pattern(folder));
    for (const char* pattern : never_sent)
        add(pattern);
    return words;
}

} // namespace

void add_send_script(const ir::Plan& plan, const ir::Target& target, const SubmitPart& part,
                     std::vector<Artifact>& files) {
    const ir::Platform& platform = target.platform;
    if (!platform.submit) return;
    const ir::RemoteHost& remote = *platform.submit;
    files.push_back(
        {"send.sh",
         fill(script_template("send.sh.in"),
              {{"host", remote.host},
               {"places", project_place(plan)},
               {"dir", ShellWord::literal(remote.dir.value_or("")).text()},
               {"run_root", ShellWord::literal(platform.run_root.value_or("runs")).text()},
               {"client", std::string(part.client)},
               {"client_variable", std::string(part.client_variable)},
               {"excludes", exclusions(plan, remote)},
               {"require_secrets", require_secrets(platform)},
               {"secrets", forward_secrets(platform)}}),
         true});
}

} // namespace expc::backends
