// SPDX-License-Identifier: MIT
// Values as text: command words, messages for people, JSON.
#include "compiler/algebra/value.hpp"

#include "compiler/algebra/json_text.hpp"
#include "compiler/base/match.hpp"

#include <fmt/format.h>

#include <array>
#include <cassert>
#include <cctype>

namespace expc::algebra {

namespace {

struct Unit {
    std::string_view name;
    std::int64_t size;
};

constexpr std::int64_t second = 1'000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t day = 24 * (60 * minute);
constexpr std::array<Unit, 5> duration_units = {
    {{"d", day}, {"h", 60 * minute}, {"m", minute}, {"s", second}, {"ms", 1}}};

constexpr std::array<Unit, 9> size_units = {{{"TiB", std::int64_t{1} << 40U},
                                             {"TB", 1'000'000'000'000},
                                             {"GiB", std::int64_t{1} << 30U},
                                             {"GB", 1'000'000'000},
                                             {"MiB", std::int64_t{1} << 20U},
                                             {"MB", 1'000'000},
                                             {"KiB", std::int64_t{1} << 10U},
                                             {"KB", 1'000},
                                             {"B", 1}}};

/// The letters after the backslash of the language's escapes; zero for characters that have none.
char escape_letter(char character) {
    switch (character) {
    case '\n': return 'n';
    case '\t': return 't';
    case '\r': return 'r';
    case '"': return '"';
    case '\\': return '\\';
    default: return '\0';
    }
}

std::string escaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char character = text[i];
        if (const char letter = escape_letter(character); letter != '\0') {
            out += '\\';
            out += letter;
        } else if (static_cast<unsigned char>(character) < 0x20 || character == 0x7F) {
            out += fmt::format("\\u{{{:X}}}", static_cast<unsigned>(character));
        } else {
            out += text.substr(i, 2) == "${" ? "\\$" : std::string(1, character);
        }
    }
    return out;
}

std::string runtime_name(const RuntimePart& part) {
    switch (part.kind) {
    case RuntimeKind::run_dir: return "run.dir";
    case RuntimeKind::node: return "run.node";
    case RuntimeKind::job_id: return "run.job_id";
    case RuntimeKind::run_id: return "run.id";
    case RuntimeKind::run_index: return "run.index";
    case RuntimeKind::run_name: return "run.name";
    case RuntimeKind::run_number: return "run.number";
    case RuntimeKind::attempt: return "attempt";
    case RuntimeKind::target_dir: return "target.dir";
    case RuntimeKind::secret: return part.variable;
    case RuntimeKind::variable: break;
    }
    const std::string fallback =
        part.fallback ? fmt::format(", default = \"{}\"", escaped(*part.fallback)) : "";
    return fmt::format("run.env(\"{}\"{})", escaped(part.variable), fallback);
}

std::string display_runtime(const RuntimeText& text) {
    if (const std::string* name = secret_name(text)) return "secret " + *name;
    std::string out = "\"";
    for (const TextPart& part : *text.parts) {
        out += match(
            part, [](const std::string& literal) { return escaped(literal); },
            [](const RuntimePart& runtime) { return "${" + runtime_name(runtime) + "}"; });
    }
    return out + "\"";
}

bool is_identifier(std::string_view name) {
    bool plain = !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0;
    for (const char character : name) {
        plain =
            plain && (std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '_');
    }
    return plain;
}

std::string display_list(const List& elements) {
    std::string out;
    for (const Value& element : elements) {
        out += (out.empty() ? "" : ", ") + display(element);
    }
    return "[" + out + "]";
}

std::string display_record(const Record& fields) {
    std::string out;
    for (const auto& [name, value] : fields) {
        out += out.empty() ? "" : ", ";
        out += is_identifier(name) ? name : '"' + escaped(name) + '"';
        out += " = " + display(value);
    }
    return "{" + out + "}";
}

/// Days only for whole days from two on (`7d`, but `24h` and `50h`), minutes from two on unless
/// whole (`90s`).
std::int64_t largest_unit(std::uint64_t milliseconds) {
    const auto amount = [milliseconds](std::int64_t unit) {
        return milliseconds / static_cast<std::uint64_t>(unit);
    };
    const auto whole = [milliseconds](std::int64_t unit) {
        return milliseconds % static_cast<std::uint64_t>(unit) == 0;
    };
    if (amount(minute) < 2 && !whole(minute)) {
        return second;
    }
    return amount(day) >= 2 && whole(day) ? day : 60 * minute;
}

} // namespace

std::string word_text(const Value& value) {
    if (const auto* whole = value.get_if<std::int64_t>()) {
        return std::to_string(*whole);
    }
    if (const auto* number = value.get_if<double>()) {
        return repr(*number);
    }
    assert(value.get_if<Text>() != nullptr);
    return value.as_text();
}

std::string display(const Value& value) {
    return match(
        value.storage(), [](None) -> std::string { return "none"; },
        [](bool truth) -> std::string { return truth ? "true" : "false"; },
        [](std::int64_t whole) { return std::to_string(whole); },
        [](double number) { return repr(number); },
        [](Duration duration) { return display(duration); },
        [](Size size) { return display(size); },
        [](const Text& text) { return '"' + escaped(*text.content) + '"'; },
        [](const Shared<List>& elements) { return display_list(*elements); },
        [](const Shared<Record>& fields) { return display_record(*fields); },
        [](const RuntimeText& text) { return display_runtime(text); });
}

std::string display(Duration duration) {
    if (duration.milliseconds == 0) {
        return "0s";
    }
    // Through unsigned, because the smallest negative number has no positive counterpart.
    auto rest = static_cast<std::uint64_t>(duration.milliseconds);
    rest = duration.milliseconds < 0 ? 0 - rest : rest;
    const auto largest = static_cast<std::uint64_t>(largest_unit(rest));
    std::string out = duration.milliseconds < 0 ? "-" : "";
    for (const Unit& unit : duration_units) {
        const auto size = static_cast<std::uint64_t>(unit.size);
        if (size > largest || rest < size) {
            continue;
        }
        out += fmt::format("{}{}", rest / size, unit.name);
        rest %= size;
    }
    return out;
}

std::string display(Size size) {
    if (size.bytes == 0) {
        return "0B";
    }
    const Unit* unit = size_units.data();
    while (size.bytes % unit->size != 0) {
        ++unit;
    }
    return fmt::format("{}{}", size.bytes / unit->size, unit->name);
}

std::string to_json(const Value& value, bool sort_keys) {
    return json_text(value, {.sort_keys = sort_keys, .mathematical_numbers = false});
}

std::string runtime_part_name(const RuntimePart& part) {
    return runtime_name(part);
}

} // namespace expc::algebra
