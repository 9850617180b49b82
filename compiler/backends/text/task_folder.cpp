// SPDX-License-Identifier: MIT
#include "compiler/backends/text/task_folder.hpp"

#include "compiler/backends/text/shell_word.hpp"

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

void add_case(Lines& lines, std::string_view subject, const std::vector<Branch>& branches) {
    lines.add("case {} in", subject);
    for (const Branch& branch : branches)
        lines.add("{}) {} ;;", branch.pattern, branch.command);
    lines.add("esac");
}

/// `pick COLUMN KEY WORDS...`, folded where a line would grow longer than `line_width`.
void add_pick_call(Lines& lines, std::uint32_t column, std::string_view key,
                   std::span<const std::string> pairs) {
    constexpr std::size_t line_width = 100;
    std::string line = fmt::format("pick {} {}", column, key);
    for (const std::string& pair : pairs) {
        if (line.size() + pair.size() > line_width) {
            lines.add("{} \\", line);
            line = " ";
        }
        line.append(" ").append(pair);
    }
    lines.add("{}", line);
}

/// Calls `add_part(lines, key, first)` for the alternatives from `first` on: once in place, or,
/// where they are many, once for each file of a long table.
template <typename AddPart>
void add_alternatives(Lines& lines, TaskFolder& folder, std::string_view stem, std::string_view key,
                      std::span<const std::string> alternatives, const AddPart& add_part) {
    if (alternatives.size() <= inline_limit) {
        add_part(lines, number_word(key), alternatives, 0);
        return;
    }
    for (std::size_t first = 0; first < alternatives.size(); first += inline_limit) {
        const std::size_t size = std::min(inline_limit, alternatives.size() - first);
        Lines part;
        add_part(part, "$expc_key", alternatives.subspan(first, size), first);
        folder.add(fmt::format("{}/{}.sh", stem, first / inline_limit), part.text());
    }
    lines.add("expc_key=$(({}))", key);
    lines.add(". \"$expc_here/{}/$((expc_key / {})).sh\"", stem, inline_limit);
}

} // namespace

void add_cases(Lines& lines, TaskFolder& folder, std::string_view stem, std::string_view key,
               const std::vector<std::string>& commands) {
    add_alternatives(lines, folder, stem, key, commands,
                     [](Lines& into, std::string_view subject, std::span<const std::string> part,
                        std::size_t first) { add_case(into, subject, branches_of(part, first)); });
}

void add_pick(Lines& lines, TaskFolder& folder, std::uint32_t column, std::string_view stem,
              std::string_view key, const std::vector<std::string>& pairs) {
    add_alternatives(lines, folder, stem, key, pairs,
                     [&](Lines& into, const std::string& subject, std::span<const std::string> part,
                         std::size_t first) {
                         const std::string at =
                             first == 0 ? subject : fmt::format("$((expc_key - {}))", first);
                         add_pick_call(into, column, at, part);
                     });
}

} // namespace expc::backends
