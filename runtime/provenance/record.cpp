// SPDX-License-Identifier: MIT
#include "runtime/provenance/record.hpp"

#include "runtime/files/files.hpp"
#include "runtime/provenance/git_state.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

namespace expc::provenance {
namespace {

constexpr std::size_t largest_record = std::size_t{1} << 20U;
constexpr std::string_view cut_mark = "\n(cut here: no more than 1 MiB is kept)\n";

std::string text_of(const GitState& state, const std::string& diff) {
    std::string text = fmt::format("commit {}\n", state.commit);
    if (!state.branch.empty()) text += fmt::format("branch {}\n", state.branch);
    for (const std::string& path : state.paths)
        text += path + "\n";
    text += diff;
    if (text.size() > largest_record) {
        text.resize(largest_record - cut_mark.size());
        text += cut_mark;
    }
    return text;
}

bool is_newest(const std::string& text, const std::string& folder) {
    const std::vector<std::string> names = files::names_in(folder);
    if (names.empty()) return false;
    const auto newest = files::read(folder + "/" + names.back());
    return newest && newest.value() == text;
}

} // namespace

Result<Done> record(const std::string& project, const std::vector<std::string>& own,
                    const std::string& folder) {
    constexpr unsigned for_its_owner = 0600;
    const std::optional<GitState> state = git_state(project, own);
    if (!state) return Done{};
    const std::string text = text_of(*state, git_diff(project));
    if (is_newest(text, folder)) return Done{};
    if (auto made = files::make_folders(folder); !made) return made;
    const std::string name = fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(std::time(nullptr)));
    return files::write(folder + "/" + name, text, for_its_owner);
}

} // namespace expc::provenance
