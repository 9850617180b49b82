// SPDX-License-Identifier: MIT
#include "compiler/backends/text/task_folder.hpp"

#include <algorithm>
#include <span>
#include <unordered_map>

namespace expc::backends {
namespace {

struct Branch {
    std::string pattern; ///< `0|3|4`
    std::string_view command;
};

/// Branches in order of their first key.
std::vector<Branch> branches_of(std::span<const std::string> commands, std::size_t first_key) {
    std::vector<Branch> branches;
    std::unordered_map<std::string_view, std::size_t> known;
    for (std::size_t at = 0; at < commands.size(); ++at) {
        if (commands[at].empty()) continue;
        const auto [found, added] = known.emplace(commands[at], branches.size());
        if (added) branches.push_back({"", commands[at]});
        std::string& pattern = branches[found->second].pattern;
        pattern += fmt::format("{}{}", pattern.empty() ? "" : "|", first_key + at);
    }
    return branches;
}

bool is_variable(std::string_view key) {
    return key.starts_with("expc_") && key.find(' ') == std::string_view::npos;
}

void add_case(Lines& lines, std::string_view subject, const std::vector<Branch>& branches) {
    lines.add("case {} in", subject);
    for (const Branch& branch : branches)
        lines.add("{}) {} ;;", branch.pattern, branch.command);
    lines.add("esac");
}

} // namespace

void add_cases(Lines& lines, TaskFolder& folder, std::string_view stem, std::string_view key,
               const std::vector<std::string>& commands) {
    if (commands.size() <= inline_limit) {
        const std::string subject =
            is_variable(key) ? fmt::format("${}", key) : fmt::format("$(({}))", key);
        add_case(lines, subject, branches_of(commands, 0));
        return;
    }
    for (std::size_t first = 0; first < commands.size(); first += inline_limit) {
        const auto part =
            std::span(commands).subspan(first, std::min(inline_limit, commands.size() - first));
        Lines chunk;
        add_case(chunk, "$expc_key", branches_of(part, first));
        folder.add(fmt::format("{}/{}.sh", stem, first / inline_limit), chunk.text());
    }
    lines.add("expc_key=$(({}))", key);
    lines.add(". \"$expc_here/{}/$((expc_key / {})).sh\"", stem, inline_limit);
}

} // namespace expc::backends
