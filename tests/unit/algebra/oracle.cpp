// SPDX-License-Identifier: MIT
#include "oracle.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

namespace expc::algebra::test {

namespace {

using Names = std::vector<std::string>;

/// A number that depends on all values, for conditions and derived columns without structure.
std::size_t scramble(const Row& values) {
    std::size_t hash = 5381;
    for (const Value& value : values) {
        for (const char character : display(value) + ";") {
            hash = hash * 33 + static_cast<unsigned char>(character);
        }
    }
    return hash >> 3U;
}

Row values_at(const Space& space, const std::vector<ColumnIndex>& columns,
              std::span<const Ordinal> ordinals) {
    Row values;
    for (std::size_t k = 0; k < columns.size(); ++k) {
        values.push_back(space.columns[columns[k]].domain.at(ordinals[k]));
    }
    return values;
}

Row values_of(const Row& row, const std::vector<ColumnIndex>& columns) {
    Row values;
    for (const ColumnIndex column : columns) {
        values.push_back(row[column]);
    }
    return values;
}

std::vector<ColumnIndex> random_columns(Choices& choices, const Oracle& oracle) {
    std::vector<ColumnIndex> columns;
    const std::size_t wanted = 1 + choices.below(3);
    for (std::size_t k = 0; k < wanted && !oracle.names.empty(); ++k) {
        const auto column = static_cast<ColumnIndex>(choices.below(oracle.names.size()));
        if (std::find(columns.begin(), columns.end(), column) == columns.end()) {
            columns.push_back(column);
        }
    }
    return columns;
}

Forms joined(Forms a, Forms b) {
    return {a.filter || b.filter, a.conditional || b.conditional, a.concat || b.concat,
            a.zip || b.zip,       a.sample || b.sample,           a.derived || b.derived};
}

Row glued(Row left, const Row& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

void append_header(Oracle& oracle, const Oracle& part) {
    oracle.names.insert(oracle.names.end(), part.names.begin(), part.names.end());
    oracle.counts_in_id.insert(oracle.counts_in_id.end(), part.counts_in_id.begin(),
                               part.counts_in_id.end());
}

Case axis_case(Choices& choices, const std::string& name, std::size_t count) {
    AxisSpec spec = random_axis(choices, name, count);
    Oracle oracle{{name}, {true}, {}};
    for (Ordinal ordinal = 0; ordinal < count; ++ordinal) {
        oracle.rows.push_back({spec.domain.at(ordinal)});
    }
    return {axis(std::move(spec)), std::move(oracle), {}};
}

Case table_case(Choices& choices, const Names& names, std::size_t count) {
    std::vector<AxisSpec> specs;
    Oracle oracle{names, std::vector<bool>(names.size(), true), std::vector<Row>(count)};
    for (const std::string& name : names) {
        specs.push_back(random_axis(choices, name, count));
        for (Ordinal ordinal = 0; ordinal < count; ++ordinal) {
            oracle.rows[ordinal].push_back(specs.back().domain.at(ordinal));
        }
    }
    return {table(std::move(specs), {}, "table"), std::move(oracle), {}};
}

Case product_case(Choices& choices, const Names& names, int depth) {
    const auto cut = static_cast<std::ptrdiff_t>(1 + choices.below(names.size() - 1));
    Case first = random_case(choices, Names(names.begin(), names.begin() + cut), depth - 1);
    Case second = random_case(choices, Names(names.begin() + cut, names.end()), depth - 1);
    const bool reversed = choices.below(5) == 4;
    Case result;
    append_header(result.oracle, first.oracle);
    append_header(result.oracle, second.oracle);
    const auto& outer = reversed ? second.oracle.rows : first.oracle.rows;
    const auto& inner = reversed ? first.oracle.rows : second.oracle.rows;
    for (const Row& slow : outer) {
        for (const Row& fast : inner) {
            result.oracle.rows.push_back(reversed ? glued(fast, slow) : glued(slow, fast));
        }
    }
    result.forms = joined(first.forms, second.forms);
    std::vector<Space> parts;
    parts.push_back(std::move(first.space));
    parts.push_back(std::move(second.space));
    result.space =
        must(product(std::move(parts), reversed ? Order::first_fastest : Order::last_fastest));
    return result;
}

/// A member of a zip with `count` rows: an axis or table, a concat of two tables, or a filtered
/// product.
Case member_of_length(Choices& choices, const Names& names, std::size_t count) {
    if (count < 2 || choices.below(2) == 0) {
        return table_case(choices, names, count);
    }
    const std::size_t first_count = 1 + choices.below(count - 1);
    Case first = table_case(choices, names, first_count);
    Case second = table_case(choices, names, count - first_count);
    Case result{{}, first.oracle, {.concat = true}};
    for (const Row& row : second.oracle.rows) {
        result.oracle.rows.push_back(row);
    }
    std::vector<Space> branches;
    branches.push_back(std::move(first.space));
    branches.push_back(std::move(second.space));
    result.space = must(concat(std::move(branches), {}));
    return result;
}

Case zip_case(Choices& choices, const Names& names, int depth) {
    const auto cut = static_cast<std::ptrdiff_t>(1 + choices.below(names.size() - 1));
    Case first = random_case(choices, Names(names.begin(), names.begin() + cut), depth - 1);
    Case second = member_of_length(choices, Names(names.begin() + cut, names.end()),
                                   first.oracle.rows.size());
    Case result;
    append_header(result.oracle, first.oracle);
    append_header(result.oracle, second.oracle);
    for (std::size_t row = 0; row < first.oracle.rows.size(); ++row) {
        result.oracle.rows.push_back(glued(first.oracle.rows[row], second.oracle.rows[row]));
    }
    result.forms = joined(first.forms, second.forms);
    result.forms.zip = true;
    std::vector<Space> members;
    members.push_back(std::move(first.space));
    members.push_back(std::move(second.space));
    result.space = must(zip(std::move(members), {}));
    return result;
}

Case concat_case(Choices& choices, const Names& names, int depth) {
    Case result;
    std::vector<Space> branches;
    const std::size_t count = 2 + choices.below(2);
    for (std::size_t branch = 0; branch < count; ++branch) {
        Case part = random_case(choices, names, depth - 1);
        result.forms = joined(result.forms, part.forms);
        if (branch == 0) {
            result.oracle.names = part.oracle.names;
        }
        for (const Row& row : part.oracle.rows) {
            Row& ordered = result.oracle.rows.emplace_back();
            for (const std::string& name : result.oracle.names) {
                const auto at = std::find(part.oracle.names.begin(), part.oracle.names.end(), name);
                ordered.push_back(row[static_cast<std::size_t>(at - part.oracle.names.begin())]);
            }
        }
        branches.push_back(std::move(part.space));
    }
    result.oracle.counts_in_id.assign(names.size(), true);
    result.forms.concat = true;
    result.space = must(concat(std::move(branches), {}));
    return result;
}

Case filter_case(Choices& choices, const Names& names, int depth) {
    Case result = random_case(choices, names, depth - 1);
    const std::vector<ColumnIndex> columns = random_columns(choices, result.oracle);
    const std::size_t modulus = 2 + choices.below(4);
    const auto keeps = [modulus](const Row& values) { return scramble(values) % modulus != 1; };
    const Space before = result.space;
    result.space = must(filtered(before, {columns,
                                          [&](std::span<const Ordinal> ordinals) {
                                              return keeps(values_at(before, columns, ordinals));
                                          },
                                          {}}));
    std::erase_if(result.oracle.rows,
                  [&](const Row& row) { return !keeps(values_of(row, columns)); });
    result.forms.filter = true;
    return result;
}

Case conditional_case(Choices& choices, const Names& names, int depth) {
    Case result = random_case(choices, Names(names.begin(), names.end() - 1), depth - 1);
    const std::vector<ColumnIndex> columns = random_columns(choices, result.oracle);
    const std::size_t modulus = 2 + choices.below(2);
    const auto guard = [modulus](const Row& values) { return scramble(values) % modulus == 0; };
    AxisSpec spec = random_axis(choices, names.back(), 1 + choices.below(3));
    std::vector<Row> rows;
    for (const Row& row : result.oracle.rows) {
        if (!guard(values_of(row, columns))) {
            rows.push_back(glued(row, {Value()}));
            continue;
        }
        for (Ordinal ordinal = 0; ordinal < spec.domain.size(); ++ordinal) {
            rows.push_back(glued(row, {spec.domain.at(ordinal)}));
        }
    }
    append_header(result.oracle, {{names.back()}, {true}, {}});
    result.oracle.rows = std::move(rows);
    const Space before = result.space;
    result.space = must(with_guarded_axis(before, std::move(spec),
                                          {columns,
                                           [&](std::span<const Ordinal> ordinals) {
                                               return guard(values_at(before, columns, ordinals));
                                           },
                                           {}}));
    result.forms.conditional = true;
    return result;
}

Case derived_case(Choices& choices, const Names& names, int depth) {
    Case result = random_case(choices, Names(names.begin(), names.end() - 1), depth - 1);
    const std::vector<ColumnIndex> columns = random_columns(choices, result.oracle);
    const std::size_t modulus = 1 + choices.below(5);
    const auto compute = [modulus](const Row& values) {
        return whole(static_cast<std::int64_t>(scramble(values) % modulus));
    };
    for (Row& row : result.oracle.rows) {
        row.push_back(compute(values_of(row, columns)));
    }
    append_header(result.oracle, {{names.back()}, {false}, {}});
    const Space before = result.space;
    result.space =
        must(with_derived(before, {names.back(),
                                   names.back(),
                                   {},
                                   columns,
                                   [&](std::span<const Ordinal> ordinals) {
                                       return compute(values_at(before, columns, ordinals));
                                   },
                                   false}));
    result.forms.derived = true;
    return result;
}

Case sample_case(Choices& choices, const Names& names, int depth) {
    Case result = random_case(choices, names, depth - 1);
    const std::size_t possible = result.oracle.rows.size();
    if (possible == 0) {
        return result;
    }
    const std::size_t wanted = 1 + choices.below(std::min<std::size_t>(possible, 40));
    const auto seed = static_cast<std::int64_t>(choices.below(100));
    std::vector<Row> rows;
    std::set<std::size_t> seen;
    for (std::uint64_t k = 0; rows.size() < wanted; ++k) {
        const double position = uniform_draw(seed, "", k) * static_cast<double>(possible);
        const auto row = possible == 1 ? 0 : static_cast<std::size_t>(position);
        if (seen.insert(row).second) {
            rows.push_back(result.oracle.rows[row]);
        }
    }
    result.oracle.rows = std::move(rows);
    result.space = must(sampled(wanted, seed, std::move(result.space), {}, nullptr, {}));
    result.forms.sample = true;
    return result;
}

Case reordered_case(Choices& choices, const Names& names, int depth) {
    Case result = random_case(choices, names, depth - 1);
    std::vector<ColumnIndex> order;
    for (ColumnIndex column = 0; column < names.size(); ++column) {
        const auto at = static_cast<std::ptrdiff_t>(choices.below(order.size() + 1));
        order.insert(order.begin() + at, column);
    }
    Oracle oracle;
    for (const ColumnIndex column : order) {
        oracle.names.push_back(result.oracle.names[column]);
        oracle.counts_in_id.push_back(result.oracle.counts_in_id[column]);
    }
    for (const Row& row : result.oracle.rows) {
        oracle.rows.push_back(values_of(row, order));
    }
    result.oracle = std::move(oracle);
    result.space = with_column_order(std::move(result.space), order);
    return result;
}

} // namespace

std::size_t Choices::below(std::size_t bound) {
    return next_ < numbers_.size() ? numbers_[next_++] % bound : 0;
}

AxisSpec random_axis(Choices& choices, const std::string& name, std::size_t count) {
    if (choices.below(3) == 0) {
        AxisSpec spec{name, name, {}, {}, {}};
        const auto first = static_cast<std::int64_t>(choices.below(3));
        const auto step = static_cast<std::int64_t>(1 + choices.below(2));
        spec.domain.pieces.emplace_back(IntRange{first, step, count});
        return spec;
    }
    const bool distinct = choices.below(4) != 0;
    std::vector<Value> values;
    for (std::size_t k = 0; k < count; ++k) {
        const std::size_t number = distinct ? k : choices.below(4);
        switch (choices.below(3)) {
        case 0: values.push_back(whole(static_cast<std::int64_t>(number))); break;
        case 1: values.push_back(real(static_cast<double>(number))); break;
        default: values.push_back(Value::text("v" + std::to_string(number))); break;
        }
    }
    return list_axis(name, std::move(values));
}

Case random_case(Choices& choices, const Names& names, int depth) {
    if (names.empty()) {
        return {unit(), {{}, {}, {Row{}}}, {}};
    }
    using Form = Case (*)(Choices&, const Names&, int);
    static constexpr Form with_any[] = {filter_case, concat_case, conditional_case, derived_case,
                                        filter_case, sample_case, reordered_case};
    static constexpr Form with_several[] = {
        product_case, product_case, product_case,   filter_case, conditional_case, concat_case,
        zip_case,     derived_case, reordered_case, filter_case, sample_case,      product_case};
    if (depth > 0 && names.size() > 1) {
        return with_several[choices.below(std::size(with_several))](choices, names, depth);
    }
    if (depth > 0 && choices.below(3) != 0) {
        return with_any[choices.below(std::size(with_any))](choices, names, depth);
    }
    const std::size_t count = 1 + choices.below(5);
    return names.size() == 1 ? axis_case(choices, names[0], count)
                             : table_case(choices, names, count);
}

Case random_case(Choices& choices, std::size_t columns) {
    Names names;
    for (std::size_t column = 0; column < columns; ++column) {
        names.emplace_back(1, static_cast<char>('a' + column));
    }
    return random_case(choices, names, 6);
}

std::vector<Row> all_rows(const Space& space) {
    std::vector<Row> rows;
    for (std::uint64_t index = 0; index < space.count; ++index) {
        rows.push_back(row(space, index));
    }
    return rows;
}

std::vector<std::string> as_texts(const std::vector<Row>& rows) {
    std::vector<std::string> texts;
    for (const Row& one : rows) {
        std::string& text = texts.emplace_back();
        for (const Value& value : one) {
            text += display(value) + " ";
        }
    }
    return texts;
}

AxisSpec range_axis(std::string name, std::uint64_t count) {
    AxisSpec spec{std::move(name), "", {}, {}, {}};
    spec.domain.pieces.emplace_back(IntRange{0, 1, count});
    return spec;
}

AxisSpec list_axis(std::string name, std::vector<Value> values) {
    AxisSpec spec{std::move(name), "", {}, {}, {}};
    spec.domain.pieces.emplace_back(std::move(values));
    return spec;
}

Value whole(std::int64_t number) {
    return Value::of(number);
}

Value real(double number) {
    return Value::of(number);
}

Space must(Built built) {
    if (!built) {
        throw std::runtime_error("a space that must exist could not be built");
    }
    return std::move(built.space());
}

} // namespace expc::algebra::test
