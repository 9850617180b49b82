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

/// What the task.sh of `tree` prints of a run, its words or its canonical form; nothing when it
/// cannot be asked.
std::optional<Words> printed(std::string_view option, const RunPlaces& places,
                             const std::string& tree, const std::string& experiment,
                             std::uint64_t index) {
    const std::string script = fmt::format("{}/{}/task.sh", tree, experiment);
    if (files::kind_of(script) != files::Kind::file) return std::nullopt;
    Words environment = process::own_environment();
    environment.push_back("EXPC_RUN_ROOT=" + places.run_root);
    environment.push_back("EXPC_PROJECT=" + places.project);
    const Result<process::Captured> captured =
        process::run_and_capture({{"sh", script, std::string(option), std::to_string(index)},
                                  environment,
                                  places.project,
                                  {}});
    if (!captured || !captured.value().succeeded()) return std::nullopt;
    Words words = split_at_nul(captured.value().output);
    // A script of the run stands in the staged tree: another path for each build.
    for (std::string& word : words)
        if (word.starts_with(tree + "/")) word.erase(0, tree.size() + 1);
    return words;
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

/// A string of the canonical form: `env=X=1`.
struct FormString {
    std::string_view tag;
    std::string text; ///< quoted
};

FormString form_string(std::string_view string) {
    const std::size_t equals = std::min(string.find('='), string.size());
    const std::string_view text = string.substr(std::min(equals + 1, string.size()));
    return {string.substr(0, equals), ir::quoted(std::string(text))};
}

Words script_lines(std::string_view text) {
    Words lines;
    for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    lines.emplace_back(text);
    return lines;
}

/// The first line in which two scripts differ: `line 3: 'echo a' -> 'echo b'`.
std::string different_line(std::string_view before, std::string_view now) {
    const Words old_lines = script_lines(before);
    const Words new_lines = script_lines(now);
    const auto line = [](const Words& lines, Words::const_iterator at) {
        return at == lines.end() ? "(no line)" : ir::quoted(*at);
    };
    const auto [left, right] = std::ranges::mismatch(old_lines, new_lines);
    return fmt::format("line {}: {} -> {}", left - old_lines.begin() + 1, line(old_lines, left),
                       line(new_lines, right));
}

/// What people call the strings with a tag.
std::string_view tag_name(std::string_view tag) {
    constexpr std::pair<std::string_view, std::string_view> names[] = {
        {"env", "environment"},    {"env-prepend", "environment, before"},
        {"workdir", "folder"},     {"image-oci", "image"},
        {"image-sif", "image"},    {"image-root", "image"},
        {"var", "variable"},       {"bash", "script"},
        {"line", "line of a list"}};
    const auto* name = std::ranges::find(names, tag, [](const auto& each) { return each.first; });
    return name != std::end(names) ? name->second : tag;
}

} // namespace

std::optional<std::string> first_different_string(const Words& before, const Words& now) {
    const auto [left, right] = std::ranges::mismatch(before, now);
    if (left == before.end() && right == now.end()) return std::nullopt;
    const bool was_more =
        right == now.end() || std::find(left, before.end(), *right) != before.end();
    const bool is_more = left == before.end() || std::find(right, now.end(), *left) != now.end();
    const std::string_view was = left != before.end() ? std::string_view(*left) : "";
    const std::string_view is = right != now.end() ? std::string_view(*right) : "";
    const FormString old = form_string(was);
    const FormString fresh = form_string(is);
    if (was_more) return fmt::format("{} {} is gone", tag_name(old.tag), old.text);
    if (is_more || old.tag != fresh.tag)
        return fmt::format("{} {} is new", tag_name(fresh.tag), fresh.text);
    if (old.tag == "bash")
        return fmt::format(
            "{}, {}", tag_name(old.tag),
            different_line(was.substr(old.tag.size() + 1), is.substr(fresh.tag.size() + 1)));
    return fmt::format("{} {} -> {}", tag_name(old.tag), old.text, fresh.text);
}

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
    using Compare = std::optional<std::string> (*)(const Words&, const Words&);
    constexpr std::pair<std::string_view, Compare> comparisons[] = {
        {"--print", first_different_word}, {"--form", first_different_string}};
    std::optional<std::string> difference;
    for (const auto& [option, compare] : comparisons) {
        const auto before = printed(option, places, old_tree, experiment, record->index);
        const auto now = printed(option, places, places.tree, experiment, wanted.index);
        if (!before || !now) return "what it did before is not known any more";
        if (!difference) difference = compare(*before, *now);
    }
    return difference.value_or("its words, environment, folder and container are the same");
}

} // namespace expc::driver
