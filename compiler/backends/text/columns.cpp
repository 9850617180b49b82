// SPDX-License-Identifier: MIT
#include "compiler/backends/text/columns.hpp"

#include "compiler/algebra/identity.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/base/match.hpp"
#include "compiler/ir/run.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace expc::backends {
namespace {

using algebra::Column;
using algebra::ColumnIndex;
using algebra::IntRange;
using algebra::Ordinal;
using algebra::Value;

/// A stretch of a domain that is written one way: value by value, or as a formula.
struct DomainStretch {
    Ordinal first = 0;
    std::uint64_t count = 0;
    const IntRange* range = nullptr; ///< null: value by value
};

bool is_short(const IntRange& range) {
    return range.count <= hashed_range;
}

std::vector<DomainStretch> stretches_of(const algebra::Domain& domain) {
    std::vector<DomainStretch> stretches;
    Ordinal first = 0;
    for (const auto& piece : domain.pieces) {
        const auto* range = std::get_if<IntRange>(&piece);
        const std::uint64_t count =
            range != nullptr ? range->count : std::get<std::vector<Value>>(piece).size();
        if (range != nullptr && is_short(*range)) range = nullptr;
        if (range == nullptr && !stretches.empty() && stretches.back().range == nullptr) {
            stretches.back().count += count;
        } else {
            stretches.push_back({first, count, range});
        }
        first += count;
    }
    return stretches;
}

/// A 64-bit integer as every shell reads it.
std::string integer(std::int64_t number) {
    if (number == std::numeric_limits<std::int64_t>::min()) return "(-9223372036854775807 - 1)";
    return number < 0 ? fmt::format("({})", number) : std::to_string(number);
}

/// The integer that a value equals, if it equals one.
std::optional<std::int64_t> whole_number(const std::optional<Value>& value) {
    if (!value) return std::nullopt;
    if (const auto* whole = value->get_if<std::int64_t>()) return *whole;
    const auto* number = value->get_if<double>();
    if (number == nullptr || std::abs(*number) >= 0x1p62) return std::nullopt;
    const auto whole = static_cast<std::int64_t>(*number);
    if (Value::of(whole) == *value) return whole;
    return std::nullopt;
}

class ColumnWriter {
  public:
    /// `counted` columns have tokens; `stem` names the files of long tables.
    ColumnWriter(const algebra::Space& space, const std::vector<ColumnIndex>& counted,
                 std::string stem, TaskFolder& folder)
        : space_(space), counted_(counted), stem_(std::move(stem)), folder_(folder),
          identifier_(space, counted) {}

    void add_column(ColumnIndex index) {
        const Column& column = space_.columns[index];
        lines_.add("# {}", comment_text(column.name));
        if (may_be_none(column)) lines_.add("expc_has{}=1", index);
        add_stretches(index, stretches_of(column.domain), 0);
    }
    [[nodiscard]] std::string text() const { return lines_.text(); }

  private:
    void add_stretches(ColumnIndex index, const std::vector<DomainStretch>& stretches,
                       std::size_t at) {
        if (at + 1 == stretches.size()) return add_stretch(index, stretches[at]);
        lines_.add("if [ \"$expc_c{}\" -lt {} ]; then", index, stretches[at + 1].first);
        {
            const auto indentation = lines_.indented();
            add_stretch(index, stretches[at]);
        }
        lines_.add("else");
        {
            const auto indentation = lines_.indented();
            add_stretches(index, stretches, at + 1);
        }
        lines_.add("fi");
    }

    void add_stretch(ColumnIndex index, const DomainStretch& stretch) {
        if (stretch.range != nullptr) return add_range(index, stretch);
        std::vector<std::string> pairs;
        for (std::uint64_t at = 0; at < stretch.count; ++at)
            pairs.push_back(value_and_token(index, stretch.first + at));
        const bool whole = stretch.first == 0;
        add_pick(lines_, folder_, index,
                 whole ? fmt::format("{}-{}", stem_, index)
                       : fmt::format("{}-{}-{}", stem_, index, stretch.first),
                 whole ? fmt::format("expc_c{}", index)
                       : fmt::format("expc_c{} - {}", index, stretch.first),
                 pairs);
    }

    /// `VALUE TOKEN` as the function `pick` of task.sh wants them.
    std::string value_and_token(ColumnIndex index, Ordinal ordinal) {
        const Value value = space_.columns[index].domain.at(ordinal);
        if (value.is_none()) return "'' none";
        const ShellWord text = ShellWord::literal(ir::parameter_text(value));
        const algebra::RunId token =
            counts(index) ? identifier_.contribution(index, ordinal) : algebra::RunId{};
        return fmt::format("{} {}", text, token == algebra::RunId{} ? "-" : token.hex());
    }

    void add_range(ColumnIndex index, const DomainStretch& stretch) {
        const Column& column = space_.columns[index];
        lines_.add("expc_v{0}=$(({1} + {2} * (expc_c{0} - {3})))", index,
                   integer(stretch.range->first), integer(stretch.range->step), stretch.first);
        if (!counts(index)) return;
        const ShellWord name = ShellWord::literal(column.name);
        const std::optional<std::int64_t> was = whole_number(column.was);
        if (was) {
            lines_.add("[ \"$expc_v{0}\" -eq {1} ] || add_hash {2} \"$expc_v{0}\"", index, *was,
                       name);
        } else {
            lines_.add("add_hash {} \"$expc_v{}\"", name, index);
        }
    }

    [[nodiscard]] bool counts(ColumnIndex index) const {
        return std::find(counted_.begin(), counted_.end(), index) != counted_.end();
    }

    const algebra::Space& space_;
    const std::vector<ColumnIndex>& counted_;
    std::string stem_;
    TaskFolder& folder_;
    algebra::Identifier identifier_;
    Lines lines_;
};

} // namespace

bool hashes_values(const algebra::Space& space, const std::vector<ColumnIndex>& counted) {
    return std::any_of(counted.begin(), counted.end(), [&](ColumnIndex column) {
        const auto stretches = stretches_of(space.columns[column].domain);
        return std::any_of(stretches.begin(), stretches.end(),
                           [](const DomainStretch& stretch) { return stretch.range != nullptr; });
    });
}

bool may_be_none(const Column& column) {
    return std::any_of(
        column.domain.pieces.begin(), column.domain.pieces.end(), [](const auto& piece) {
            const auto* values = std::get_if<std::vector<Value>>(&piece);
            return values != nullptr && std::any_of(values->begin(), values->end(),
                                                    [](const Value& v) { return v.is_none(); });
        });
}

std::string column_values(const ir::Experiment& experiment, TaskFolder& folder) {
    if (experiment.space.columns.empty()) return ":";
    ColumnWriter writer(experiment.space, experiment.identity, "values", folder);
    for (ColumnIndex column = 0; column < experiment.space.columns.size(); ++column)
        writer.add_column(column);
    return writer.text();
}

std::string column_tokens(const algebra::Space& space, const std::vector<ColumnIndex>& columns,
                          const std::string& stem, TaskFolder& folder) {
    ColumnWriter writer(space, columns, stem, folder);
    for (const ColumnIndex column : columns)
        writer.add_column(column);
    return writer.text();
}

} // namespace expc::backends
