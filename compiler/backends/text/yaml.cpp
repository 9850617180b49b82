// SPDX-License-Identifier: MIT
#include "compiler/backends/text/yaml.hpp"

#include "compiler/base/match.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace expc::backends {
namespace {

/// YAML 1.1 reads these words, in any case, as something else than themselves.
constexpr std::array reserved_words =
    std::to_array<std::string_view>({"y", "n", "yes", "no", "on", "off", "true", "false", "null"});

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_plain_character(char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-' || c == '/';
}

bool is_plain(std::string_view text) {
    if (text.empty() || !is_letter(text.front())) return false;
    if (!std::all_of(text.begin(), text.end(), is_plain_character)) return false;
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return is_letter(c) ? static_cast<char>(c | 0x20) : c; });
    return std::find(reserved_words.begin(), reserved_words.end(), lower) == reserved_words.end();
}

/// The code point that starts at `at` of UTF-8, which moves behind it.
char32_t next_character(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) {
        return static_cast<unsigned>(static_cast<unsigned char>(text[i]));
    };
    const unsigned first = byte(at++);
    const std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
    unsigned code = more == 0 ? first : first & (0x3FU >> more);
    for (std::size_t i = 0; i < more && at < text.size(); ++i)
        code = (code << 6U) | (byte(at++) & 0x3FU);
    return static_cast<char32_t>(code);
}

void add_escaped(std::string& out, char32_t code) {
    switch (code) {
    case U'"': out += "\\\""; return;
    case U'\\': out += "\\\\"; return;
    case U'\n': out += "\\n"; return;
    case U'\t': out += "\\t"; return;
    default: break;
    }
    const auto number = static_cast<std::uint32_t>(code);
    if (number >= 0x20 && number < 0x7F)
        out.push_back(static_cast<char>(number));
    else if (number <= 0xFF)
        out += fmt::format("\\x{:02X}", number);
    else
        out +=
            number <= 0xFFFF ? fmt::format("\\u{:04X}", number) : fmt::format("\\U{:08X}", number);
}

/// Readers agree on these characters of a block; they differ on other line breaks and on marks of
/// byte order.
bool may_stand_in_block(char32_t code) {
    if (code < 0x7F) return code >= 0x20 || code == U'\n' || code == U'\t';
    if (code <= 0xA0 || code == 0x2028 || code == 0x2029 || code == 0xFEFF) return false;
    return code < 0xD800 || (code >= 0xE000 && code != 0xFFFE && code != 0xFFFF);
}

/// Whether a text of several lines can stand below `|`: it ends with one newline, and its first
/// line shows where lines begin.
bool may_be_block(std::string_view text) {
    if (text.size() < 2 || text.back() != '\n' || text[text.size() - 2] == '\n') return false;
    if (text.front() == ' ' || text.front() == '\t' || text.front() == '\n') return false;
    for (std::size_t at = 0; at < text.size();) {
        if (!may_stand_in_block(next_character(text, at))) return false;
    }
    return true;
}

/// With a point, without which YAML 1.1 takes `1e+20` for a text.
std::string float_text(double number) {
    std::string text = fmt::format("{}", number);
    if (text.find('.') == std::string::npos)
        text.insert(std::min(text.find('e'), text.size()), ".0");
    return text;
}

void write_block(std::string& out, std::string_view text, std::size_t indentation) {
    out += "|\n";
    while (!text.empty()) {
        const std::size_t end = text.find('\n') + 1;
        if (end > 1) out.append(indentation, ' ').append(text.substr(0, end - 1));
        out += '\n';
        text.remove_prefix(end);
    }
}

} // namespace

std::string yaml_word(std::string_view text) {
    if (is_plain(text)) return std::string(text);
    std::string out = "\"";
    for (std::size_t at = 0; at < text.size();)
        add_escaped(out, next_character(text, at));
    return out + '"';
}

Yaml& Yaml::add(std::string key, Yaml value) {
    std::get<Map>(value_).emplace_back(std::move(key), std::move(value));
    return *this;
}

Yaml& Yaml::add(Yaml element) {
    std::get<List>(value_).push_back(std::move(element));
    return *this;
}

bool Yaml::empty() const {
    if (const auto* map = std::get_if<Map>(&value_)) return map->empty();
    const auto* list = std::get_if<List>(&value_);
    return list != nullptr && list->empty();
}

std::string Yaml::text() const {
    std::string out;
    write(out, 0, true);
    return out;
}

/// Writes what stands behind `key:` or `-`. A map begins on the line of a dash, and below a key.
void Yaml::write(std::string& out, std::size_t indentation, bool after_dash) const {
    const auto write_entries = [&](const auto& entries, const auto& write_entry) {
        bool continues_line = after_dash;
        if (!continues_line) out.back() = '\n'; // the blank behind the key
        for (const auto& entry : entries) {
            if (!continues_line) out.append(indentation, ' ');
            continues_line = false;
            write_entry(entry);
        }
    };
    match(
        value_,
        [&](const std::string& text) {
            if (may_be_block(text))
                write_block(out, text, indentation);
            else
                out.append(yaml_word(text)).append("\n");
        },
        [&](std::int64_t number) { out += fmt::format("{}\n", number); },
        [&](double number) { out += float_text(number) + '\n'; },
        [&](bool truth) { out += truth ? "true\n" : "false\n"; },
        [&](const Map& map) {
            if (map.empty()) {
                out += "{}\n";
                return;
            }
            write_entries(map, [&](const auto& entry) {
                out.append(yaml_word(entry.first)).append(": ");
                entry.second.write(out, indentation + 2, false);
            });
        },
        [&](const List& list) {
            if (list.empty()) {
                out += "[]\n";
                return;
            }
            write_entries(list, [&](const Yaml& element) {
                out += "- ";
                element.write(out, indentation + 2, true);
            });
        });
}

} // namespace expc::backends
