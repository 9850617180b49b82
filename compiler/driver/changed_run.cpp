// SPDX-License-Identifier: MIT
#include "compiler/driver/changed_run.hpp"

#include "compiler/ir/quoting.hpp"
#include "runtime/files/files.hpp"
#include "runtime/process/capture.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::driver {

namespace {

using Words = std::vector<std::string>;

Words split_at_nul(std::string_view text) {
    Words words;
    while (!text.empty()) {
        const std::size_t end = text.find('\0');
        words.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return words;
}

/// The words of a run as the task.sh of `tree` prints them; nothing when it cannot be asked.
std::optional<Words> printed_words(const RunPlaces& places, const std::string& tree,
                                   const std::string& experiment, std::uint64_t index) {
    const std::string script = fmt::format("{}/{}/task.sh", tree, experiment);
    if (files::kind_of(script) != files::Kind::file) return std::nullopt;
    Words environment = process::own_environment();
    environment.push_back("EXPC_RUN_ROOT=" + places.run_root);
    environment.push_back("EXPC_PROJECT=" + places.project);
    const Result<process::Captured> captured = process::run_and_capture(
        {{"sh", script, "--print", std::to_string(index)}, environment, places.project, {}});
    if (!captured || !captured.value().succeeded()) return std::nullopt;
    return split_at_nul(captured.value().output);
}

std::string word_text(const Words& words, std::size_t position) {
    return position < words.size() ? ir::quoted(words[position]) : "(no word)";
}

/// The option that the word may be the value of, with a blank.
std::string option_before(const Words& words, std::size_t position) {
    if (position == 0 || position > words.size()) return {};
    const std::string& word = words[position - 1];
    const bool takes_value =
        word.size() > 2 && word.starts_with("--") && word.find('=') == std::string::npos;
    return takes_value ? ir::quoted(word) + " " : std::string{};
}

} // namespace

std::optional<std::string> first_different_word(const Words& before, const Words& now) {
    const std::size_t length = std::max(before.size(), now.size());
    for (std::size_t i = 0; i < length; ++i) {
        if (i < before.size() && i < now.size() && before[i] == now[i]) continue;
        return fmt::format("{}{} -> {}", option_before(now, i), word_text(before, i),
                           word_text(now, i));
    }
    return std::nullopt;
}

std::string first_difference(const RunPlaces& places, const std::string& target,
                             const std::string& experiment, const resume::Wanted& wanted) {
    const std::string folder = status::folder(places.run_root, target, experiment);
    const std::optional<status::Record> record = status::read(folder, wanted.id);
    if (!record || record->tree.empty()) return "what it did before is not known any more";
    const std::string old_tree = fmt::format("{}/.expc/{}", places.run_root, record->tree);
    const std::optional<Words> before = printed_words(places, old_tree, experiment, record->index);
    const std::optional<Words> now = printed_words(places, places.tree, experiment, wanted.index);
    if (!before || !now) return "what it did before is not known any more";
    return first_different_word(*before, *now)
        .value_or("the words are equal; its environment, folder or container is different");
}

} // namespace expc::driver
