// SPDX-License-Identifier: MIT
#include "compiler/backends/text/decoder.hpp"

#include "compiler/backends/text/shell_word.hpp"
#include "compiler/base/match.hpp"

#include <functional>

namespace expc::backends {
namespace {

using algebra::ColumnIndex;
using algebra::DigitIndex;
using algebra::OfColumns;
using algebra::OfDigit;
using algebra::OfInner;
using algebra::Space;
using ColumnSet = std::set<ColumnIndex>;

const Space& child_space(const algebra::Digit& digit, std::uint32_t child) {
    return match(
        digit.meaning, [](const algebra::Plain&) -> const Space& { std::abort(); },
        [&](const algebra::Alternatives& alternatives) -> const Space& {
            return alternatives.branches[child];
        },
        [&](const algebra::Zipped& zipped) -> const Space& { return zipped.members[child]; },
        [&](const algebra::Picked& picked) -> const Space& { return picked.inner[child]; });
}

/// The columns and all columns that their ordinals are made of.
ColumnSet with_dependencies(const Space& space, const ColumnSet& columns) {
    ColumnSet closed;
    std::vector<ColumnIndex> open(columns.begin(), columns.end());
    while (!open.empty()) {
        const ColumnIndex column = open.back();
        open.pop_back();
        if (!closed.insert(column).second) continue;
        const auto* derived = std::get_if<OfColumns>(&space.columns[column].ordinal);
        if (derived != nullptr)
            open.insert(open.end(), derived->columns.begin(), derived->columns.end());
    }
    return closed;
}

/// Adds the assignments of derived columns, each after those that it is made of.
class DerivedColumns {
  public:
    DerivedColumns(Lines& lines, const Space& space, const SpaceNames& names)
        : lines_(lines), space_(space), names_(names) {}

    void add(ColumnIndex column) {
        const auto* derived = std::get_if<OfColumns>(&space_.columns[column].ordinal);
        if (derived == nullptr || !added_.insert(column).second) return;
        for (const ColumnIndex part : derived->columns)
            add(part);
        lines_.add("{}={}", names_.column(column),
                   number_word(table_key(space_, names_, derived->columns)));
    }

  private:
    Lines& lines_;
    const Space& space_;
    const SpaceNames& names_;
    ColumnSet added_;
};

void add_function(Lines& lines, std::string_view name, const Lines& body) {
    lines.add("{}() {{", name);
    {
        const auto indentation = lines.indented();
        lines.add_all(body.empty() ? ":" : body.text());
    }
    lines.add("}}");
}

std::string shifted(std::string_view variable, std::uint64_t offset) {
    if (offset == 0) return fmt::format("${}", variable);
    return fmt::format("$(({} + {}))", variable, offset);
}

} // namespace

std::string table_key(const Space& space, const SpaceNames& names,
                      const std::vector<ColumnIndex>& columns) {
    std::string key;
    for (const ColumnIndex column : columns) {
        if (key.empty()) {
            key = names.column(column);
            continue;
        }
        const bool compound = key.find('+') != std::string::npos;
        key = fmt::format("{}{}{} * {} + {}", compound ? "(" : "", key, compound ? ")" : "",
                          space.columns[column].domain.size(), names.column(column));
    }
    return key.empty() ? "0" : key;
}

void Decoder::add_space(std::string_view name, const Space& space, unsigned number,
                        const ColumnSet& columns) {
    const SpaceNames names(number);
    const ColumnSet needed = with_dependencies(space, columns);
    Lines walk;
    add_walk(walk, space, names, diagrams_, Forbidden::left_out);
    Lines body;
    if (number == 0) {
        add_function(functions_, "walk", walk);
        body.add("expc_i=$1 expc_way=down");
        body.add("walk");
    } else {
        body.add("expc_i=$1");
        body.add_all(walk.text());
    }
    add_composites(body, space, names, needed);
    for (const ColumnIndex column : needed) {
        const auto* digit = std::get_if<OfDigit>(&space.columns[column].ordinal);
        if (digit != nullptr) body.add("{}=${}", names.column(column), names.digit(digit->digit));
    }
    DerivedColumns derived(body, space, names);
    for (const ColumnIndex column : needed)
        derived.add(column);
    add_function(functions_, name, body);
}

void Decoder::add_composites(Lines& lines, const Space& space, const SpaceNames& names,
                             const ColumnSet& columns) {
    for (DigitIndex digit = 0; digit < space.digits.size(); ++digit) {
        const std::string row = "$" + names.digit(digit);
        match(
            space.digits[digit].meaning, [](const algebra::Plain&) {},
            [&](const algebra::Alternatives&) {
                add_alternatives(lines, space, names, digit, columns);
            },
            [&](const algebra::Zipped& zipped) {
                for (std::uint32_t child = 0; child < zipped.members.size(); ++child)
                    add_child(lines, space, names, digit, child, row, columns);
            },
            [&](const algebra::Picked& picked) {
                add_pick(lines, picked, names.digit(digit));
                add_child(lines, space, names, digit, 0, "$expc_row", columns);
            });
    }
}

void Decoder::add_alternatives(Lines& lines, const Space& space, const SpaceNames& names,
                               DigitIndex digit, const ColumnSet& columns) {
    const auto& branches = std::get<algebra::Alternatives>(space.digits[digit].meaning).branches;
    const std::string variable = names.digit(digit);
    std::uint64_t first = 0;
    for (std::uint32_t child = 0; child < branches.size(); ++child) {
        lines.add("{} [ \"${}\" -lt {} ]; then", child == 0 ? "if" : "elif", variable,
                  first + branches[child].count);
        const auto indentation = lines.indented();
        const std::string row = first == 0 ? variable : fmt::format("{} - {}", variable, first);
        add_child(lines, space, names, digit, child, number_word(row), columns);
        first += branches[child].count;
    }
    lines.add("fi");
}

void Decoder::add_child(Lines& lines, const Space& space, const SpaceNames& names, DigitIndex digit,
                        std::uint32_t child, const std::string& row, const ColumnSet& columns) {
    const unsigned number = ++inner_spaces_;
    const SpaceNames inner(number);
    ColumnSet used;
    Lines taken;
    for (const ColumnIndex column : columns) {
        const auto* from = std::get_if<OfInner>(&space.columns[column].ordinal);
        if (from == nullptr || from->digit != digit) continue;
        for (const OfInner::Source& source : from->sources) {
            if (source.child != child) continue;
            used.insert(source.column);
            taken.add("{}={}", names.column(column),
                      shifted(inner.column(source.column), source.offset));
        }
    }
    if (used.empty()) {
        lines.add(":");
        return;
    }
    const std::string function = fmt::format("space_{}", number);
    add_space(function, child_space(space.digits[digit], child), number, used);
    lines.add("{} \"{}\"", function, row);
    lines.add_all(taken.text());
}

void Decoder::add_pick(Lines& lines, const algebra::Picked& picked, const std::string& digit) {
    const unsigned number = pick_tables_++;
    if (picked.picks.size() <= inline_limit) {
        std::vector<std::string> commands;
        for (const std::uint64_t row : picked.picks)
            commands.push_back(fmt::format("expc_row={}", row));
        add_cases(lines, *folder_, "picks", digit, commands);
        return;
    }
    std::size_t width = 0;
    for (const std::uint64_t row : picked.picks)
        width = std::max(width, fmt::formatted_size("{}\n", row));
    std::string content;
    for (const std::uint64_t row : picked.picks)
        content += fmt::format("{:<{}}\n", row, width - 1);
    const std::string name = fmt::format("picks-{}", number);
    reads_records_ = true;
    folder_->add(name, std::move(content));
    lines.add("expc_at=${}; expc_length=1; read_records {} {}", digit, name, width);
    lines.add("expc_row=${{expc_records%% *}}");
}

void Decoder::add_group(std::size_t group, const Space& space) {
    Lines walk;
    add_walk(walk, space, SpaceNames(0), diagrams_, Forbidden::kept);
    add_function(functions_, fmt::format("walk_{}", group), walk);
}

std::string Decoder::take_text() {
    Lines all;
    diagrams_.add_functions(all, *folder_);
    all.add_all(functions_.text());
    return all.text();
}

} // namespace expc::backends
