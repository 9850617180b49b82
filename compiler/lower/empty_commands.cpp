// SPDX-License-Identifier: MIT
#include "compiler/lower/empty_commands.hpp"

#include "compiler/algebra/build.hpp"
#include "compiler/base/grouped.hpp"
#include "compiler/base/match.hpp"
#include "compiler/ir/lookup.hpp"
#include "compiler/lower/shown_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace expc::lower {
namespace {

using Entry = ir::Words::value_type;

std::vector<ir::ColumnIndex> columns_of(const Entry& entry) {
    return match(
        entry,
        [](const ir::Word& word) {
            return word.when ? word.when->columns : std::vector<ir::ColumnIndex>{};
        },
        [](const ir::WordTable& table) { return table.columns; });
}

/// Whether the entry gives a word at that place of its table.
bool is_there(const Entry& entry, std::size_t place) {
    return match(
        entry, [&](const ir::Word& word) { return !word.when || word.when->holds[place]; },
        [&](const ir::WordTable& table) { return !table.words[place].empty(); });
}

/// Holds for the rows that have none of the words.
class HasNone {
  public:
    HasNone(const ir::Words& words, const algebra::Space& space)
        : words_(words), sizes_(ir::domain_sizes(space)) {
        std::set<ir::ColumnIndex> columns;
        for (const Entry& entry : words) {
            const auto own = columns_of(entry);
            columns.insert(own.begin(), own.end());
        }
        columns_.assign(columns.begin(), columns.end());
    }

    [[nodiscard]] algebra::Predicate predicate(SourceRange place) const {
        return {columns_, [this](auto ordinals) { return holds(ordinals); }, place};
    }

  private:
    [[nodiscard]] bool holds(std::span<const algebra::Ordinal> ordinals) const {
        return std::ranges::none_of(words_, [&](const Entry& entry) {
            std::size_t place = 0;
            for (const ir::ColumnIndex column : columns_of(entry)) {
                const auto at = std::ranges::find(columns_, column) - columns_.begin();
                place = place * sizes_[column] + ordinals[static_cast<std::size_t>(at)];
            }
            return is_there(entry, place);
        });
    }

    const ir::Words& words_;
    std::vector<std::uint64_t> sizes_;
    std::vector<ir::ColumnIndex> columns_;
};

bool is_always_there(const Entry& entry) {
    return columns_of(entry).empty() && is_there(entry, 0);
}

void report_empty(sema::Evaluator& evaluator, const algebra::Space& space,
                  const algebra::Space& empty, SourceRange place) {
    const bool is_all = empty.count == space.count;
    const std::string which =
        is_all ? "any run"
               : fmt::format("{} of {} runs", grouped(empty.count), grouped(space.count));
    auto report = evaluator.fail(diag::Code::E0302, place, "at least one word in each run",
                                 fmt::format("none in {}", which));
    if (!report) return;
    algebra::Digits digits;
    algebra::decode(empty, 0, digits);
    report->here("a run needs a program");
    if (!is_all)
        report->note(
            fmt::format("for example {}", run_shown(space, *algebra::rank(space, digits))));
}

} // namespace

bool check_names_program(sema::Evaluator& evaluator, const algebra::Space& space,
                         const ir::Words& words, SourceRange place) {
    if (std::ranges::any_of(words, is_always_there)) return true;
    const HasNone has_none(words, space);
    if (words.empty()) {
        report_empty(evaluator, space, space, place);
        return false;
    }
    algebra::Built empty = algebra::filtered(space, has_none.predicate(place));
    if (!empty || empty.space().count == 0) return true;
    report_empty(evaluator, space, empty.space(), place);
    return false;
}

} // namespace expc::lower
