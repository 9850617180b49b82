// SPDX-License-Identifier: MIT
#include "compiler/backends/text/template.hpp"

#include "compiler/backends/text/lines.hpp"

#include <algorithm>
#include <cassert>
#include <optional>

namespace expc::embedded {
std::span<const EmbeddedFile> script_templates();
}

namespace expc::backends {
namespace {

struct Placeholder {
    std::size_t begin = std::string_view::npos; ///< of the first `@`
    std::size_t end = 0;                        ///< after the second
    [[nodiscard]] bool found() const { return begin != std::string_view::npos; }
};

/// The first line of a text without its newline; the text loses it.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || c == '_';
}

/// The first `@name@` of a line at or after `from`.
Placeholder find_placeholder(std::string_view line, std::size_t from) {
    for (std::size_t at = line.find('@', from); at != std::string_view::npos;
         at = line.find('@', at + 1)) {
        std::size_t end = at + 1;
        while (end < line.size() && is_name_character(line[end]))
            ++end;
        if (end > at + 1 && end < line.size() && line[end] == '@') return {at, end + 1};
    }
    return {};
}

const std::string& value_of(const Fillings& fillings, std::string_view name) {
    const auto found = std::find_if(fillings.begin(), fillings.end(),
                                    [&](const auto& filling) { return filling.first == name; });
    assert(found != fillings.end());
    return found->second;
}

std::string_view name_in(std::string_view line, Placeholder place) {
    return line.substr(place.begin + 1, place.end - place.begin - 2);
}

constexpr std::string_view if_mark = "@if ";
constexpr std::string_view end_mark = "@end@";

std::string_view without_indentation(std::string_view line) {
    return line.substr(std::min(line.find_first_not_of(' '), line.size()));
}

/// Whether the lines behind `@if name@` stay; nothing if the line is not one.
std::optional<bool> condition_of(std::string_view line, const Fillings& fillings) {
    line = without_indentation(line);
    if (!line.starts_with(if_mark)) return std::nullopt;
    assert(line.ends_with('@'));
    line.remove_prefix(if_mark.size());
    line.remove_suffix(1);
    return !value_of(fillings, line).empty();
}

/// Adds each line of `block` behind `indentation`; empty lines stay empty.
void add_block(std::string& result, std::string_view indentation, std::string_view block) {
    while (!block.empty()) {
        const std::string_view line = take_line(block);
        if (!line.empty()) result.append(indentation).append(line);
        result += '\n';
    }
}

void add_line(std::string& result, std::string_view line, const Fillings& fillings) {
    std::size_t copied = 0;
    for (Placeholder place = find_placeholder(line, 0); place.found();
         place = find_placeholder(line, copied)) {
        result.append(line.substr(copied, place.begin - copied));
        result.append(value_of(fillings, name_in(line, place)));
        copied = place.end;
    }
    result.append(line.substr(copied)).append("\n");
}

bool is_comment(std::string_view line) {
    const std::size_t start = line.find_first_not_of(' ');
    return start != std::string_view::npos && line[start] == '#';
}

/// A script keeps the comments that it opens with.
std::string without_comments(std::string_view text) {
    bool opening = text.starts_with("#!");
    std::string result;
    while (!text.empty()) {
        const std::string_view line = take_line(text);
        opening = opening && is_comment(line);
        const bool second_gap = line.empty() && result.ends_with("\n\n");
        if (!second_gap && (opening || !is_comment(line))) result.append(line).append("\n");
    }
    return result;
}

} // namespace

std::string script_template(std::string_view name) {
    return without_comments(script_file(name));
}

std::string script_file(std::string_view name) {
    const auto files = embedded::script_templates();
    const auto found = std::find_if(files.begin(), files.end(),
                                    [&](const EmbeddedFile& file) { return file.name == name; });
    assert(found != files.end());
    return std::string(found->content);
}

std::string fill(std::string_view text, const Fillings& fillings) {
    std::string result;
    bool kept = true;
    while (!text.empty()) {
        const std::string_view line = take_line(text);
        if (const std::optional<bool> condition = condition_of(line, fillings)) {
            kept = *condition;
            continue;
        }
        if (without_indentation(line) == end_mark) {
            kept = true;
            continue;
        }
        if (!kept) continue;
        const Placeholder place = find_placeholder(line, 0);
        const std::size_t indentation = line.find_first_not_of(' ');
        if (place.found() && place.begin == indentation && place.end == line.size()) {
            add_block(result, line.substr(0, indentation),
                      value_of(fillings, name_in(line, place)));
        } else {
            add_line(result, line, fillings);
        }
    }
    return result;
}

} // namespace expc::backends
