// SPDX-License-Identifier: MIT
#include "compiler/ir/text_writer.hpp"

#include "compiler/base/match.hpp"
#include "compiler/ir/run.hpp"

#include <algorithm>

namespace expc::ir {
namespace {

constexpr std::size_t shown_entries = 12;

/// Entries separated by `separator`; those beyond the first few are only counted.
template <typename Entries, typename Form>
std::string joined(const Entries& entries, std::string_view separator, Form&& form) {
    std::string result;
    std::size_t at = 0;
    for (const auto& entry : entries) {
        if (at == shown_entries)
            return fmt::format("{}{}... ({} in all)", result, separator, entries.size());
        if (at > 0) result += separator;
        result += form(entry);
        ++at;
    }
    return result;
}

std::string range_form(const algebra::IntRange& range) {
    const std::int64_t last = range.first + range.step * static_cast<std::int64_t>(range.count - 1);
    if (range.step == 1) return fmt::format("{}..={}", range.first, last);
    return fmt::format("{}..={} step {}", range.first, last, range.step);
}

} // namespace

std::string literal_form(std::string_view text) {
    return algebra::display(Value::text(std::string(text)));
}

std::string names_form(std::span<const std::string> names) {
    return fmt::format("{}", fmt::join(names, ", "));
}

std::string list_form(std::span<const std::string> texts) {
    return '[' + joined(texts, ", ", literal_form) + ']';
}

std::string columns_form(const Space& space, std::span<const ColumnIndex> columns) {
    const auto name = [&](ColumnIndex column) { return space.columns[column].alias; };
    return '[' + joined(columns, ", ", name) + ']';
}

std::string text_form(const Space& space, const Text& text) {
    if (text.parts.empty()) return literal_form("");
    const auto form = [&](const Part& part) {
        return match(
            part, [](const std::string& literal) { return literal_form(literal); },
            [&](const ColumnText& column) { return space.columns[column.column].alias; },
            [&](const TableText& table) {
                return columns_form(space, table.columns) + " of " + list_form(table.texts);
            },
            [](const RuntimePart& runtime) { return runtime_name(runtime); });
    };
    std::vector<std::string> parts;
    std::ranges::transform(text.parts, std::back_inserter(parts), form);
    return fmt::format("{}", fmt::join(parts, " + "));
}

std::string condition_form(const Space& space, const std::optional<Condition>& when) {
    if (!when) return {};
    const std::string flags = joined(when->holds, "", [](bool holds) { return holds ? "1" : "0"; });
    return fmt::format(" when {} {}", columns_form(space, when->columns), flags);
}

std::string domain_form(const algebra::Domain& domain) {
    const auto piece_form = [](const auto& piece) {
        return match(
            piece,
            [](const std::vector<Value>& values) {
                return joined(values, ", ",
                              [](const Value& value) { return algebra::display(value); });
            },
            [](const algebra::IntRange& range) { return range_form(range); });
    };
    return '[' + joined(domain.pieces, ", ", piece_form) + ']';
}

std::string resources_form(const Resources& resources) {
    std::string result = fmt::format("cpus = {}, gpus = {}", resources.cpus, resources.gpus);
    const auto add = [&](std::string_view name, const std::string& value) {
        result += fmt::format(", {} = {}", name, value);
    };
    if (resources.gpu_share < 1.0) add("gpu_share", algebra::repr(resources.gpu_share));
    if (resources.gpu_type) add("gpu_type", literal_form(*resources.gpu_type));
    if (resources.memory) add("memory", algebra::display(*resources.memory));
    if (resources.time) add("time", algebra::display(*resources.time));
    if (resources.nodes > 1) add("nodes", std::to_string(resources.nodes));
    if (resources.tasks > 1) add("tasks", std::to_string(resources.tasks));
    if (resources.disk) add("disk", algebra::display(*resources.disk));
    return result;
}

} // namespace expc::ir
