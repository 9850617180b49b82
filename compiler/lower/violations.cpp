// SPDX-License-Identifier: MIT
#include "compiler/lower/violations.hpp"

#include "compiler/base/grouped.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace expc::lower {

namespace {

constexpr std::size_t groups_shown = 3;

std::vector<algebra::Ordinal> projected(const Combination& combination,
                                        const std::vector<std::size_t>& kept) {
    std::vector<algebra::Ordinal> key;
    for (const std::size_t position : kept)
        key.push_back(combination.ordinals[position]);
    return key;
}

/// Whether the kept columns alone tell which combinations break the rule.
bool is_decided_by(std::span<const Combination> combinations,
                   const std::vector<std::size_t>& kept) {
    std::map<std::vector<algebra::Ordinal>, bool> verdicts;
    return std::ranges::all_of(combinations, [&](const Combination& combination) {
        const auto [verdict, is_new] =
            verdicts.emplace(projected(combination, kept), combination.breaks_rule);
        return is_new || verdict->second == combination.breaks_rule;
    });
}

} // namespace

std::string message_of(sema::Evaluator& evaluator, const sema::Rule& rule,
                       const sema::Environment& environment) {
    if (rule.message) {
        const sema::Value message = evaluator.evaluate(rule.message, environment);
        if (message.get_if<algebra::Text>() != nullptr) return message.as_text();
        if (message.get_if<algebra::RuntimeText>() != nullptr) {
            const std::string quoted = algebra::display(message);
            return quoted.substr(1, quoted.size() - 2);
        }
    }
    return evaluator.checker().source_text(rule.condition.range());
}

bool breaks(sema::Evaluator& evaluator, const sema::Rule& rule,
            const sema::Environment& environment) {
    return (!rule.guard || evaluator.holds(rule.guard, environment)) &&
           !evaluator.holds(rule.condition, environment);
}

std::string describe_violations(const algebra::Space& space,
                                std::span<const algebra::ColumnIndex> columns,
                                std::span<const Combination> combinations) {
    std::vector<std::size_t> kept(columns.size());
    for (std::size_t i = 0; i < kept.size(); ++i)
        kept[i] = i;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        std::vector<std::size_t> fewer = kept;
        std::erase(fewer, i);
        if (is_decided_by(combinations, fewer)) kept = std::move(fewer);
    }
    std::vector<std::pair<std::vector<algebra::Ordinal>, std::uint64_t>> groups;
    for (const Combination& combination : combinations) {
        if (!combination.breaks_rule) continue;
        const auto key = projected(combination, kept);
        const auto found =
            std::ranges::find(groups, key, [](const auto& group) { return group.first; });
        if (found != groups.end())
            found->second += combination.runs;
        else
            groups.emplace_back(key, combination.runs);
    }
    if (kept.empty())
        return space.count == 1 ? "the only run" : fmt::format("all {} runs", grouped(space.count));
    std::vector<std::string> shown;
    for (const auto& [key, runs] : groups) {
        if (shown.size() == groups_shown) break;
        std::vector<std::string> values;
        for (std::size_t i = 0; i < kept.size(); ++i) {
            const algebra::Column& column = space.columns[columns[kept[i]]];
            values.push_back(
                fmt::format("{} = {}", column.alias, algebra::display(column.domain.at(key[i]))));
        }
        shown.push_back(fmt::format("{}, {} of {} runs", fmt::join(values, " and "), grouped(runs),
                                    grouped(space.count)));
    }
    std::string text = fmt::format("{}", fmt::join(shown, "; "));
    if (groups.size() > groups_shown)
        text += fmt::format("; and {} more groups", groups.size() - groups_shown);
    return text;
}

} // namespace expc::lower
