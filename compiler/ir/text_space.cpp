// SPDX-License-Identifier: MIT
// The text form of a space.
#include "compiler/base/match.hpp"
#include "compiler/ir/text_writer.hpp"

namespace expc::ir {
namespace {

std::string recipe_form(const Space& space, const algebra::Column& column) {
    return match(
        column.ordinal,
        [&](const algebra::OfDigit& recipe) { return fmt::format("digit {}", recipe.digit); },
        [&](const algebra::OfInner& recipe) {
            return fmt::format("inside digit {}", recipe.digit);
        },
        [&](const algebra::OfColumns& recipe) {
            return "derived from " + columns_form(space, recipe.columns);
        });
}

void write_column(TextWriter& out, const Space& space, const algebra::Column& column) {
    std::string notes = recipe_form(space, column);
    if (column.counts_in_id) notes += ", counts in id";
    if (column.was) notes += ", was " + algebra::display(*column.was);
    if (column.alias != column.name) notes += ", as " + column.alias;
    out.line("column {} in {} ({})", column.name, domain_form(column.domain), notes);
}

void write_inner(TextWriter& out, std::string_view what, const std::vector<Space>& spaces) {
    for (const Space& space : spaces) {
        out.line("{} of {} rows", what, space.count);
        out.indented([&] { write_space(out, space); });
    }
}

void write_digit(TextWriter& out, std::size_t index, const algebra::Digit& digit) {
    out.line("digit {} {}: {} values", index, digit.label, digit.size);
    out.indented([&] {
        match(
            digit.meaning, [](const algebra::Plain&) {},
            [&](const algebra::Alternatives& inner) { write_inner(out, "branch", inner.branches); },
            [&](const algebra::Zipped& inner) { write_inner(out, "member", inner.members); },
            [&](const algebra::Picked& inner) {
                write_inner(out, "drawn from a space", inner.inner);
            });
    });
}

void write_component(TextWriter& out, const algebra::Component& component) {
    if (component.levels.empty()) return;
    std::size_t nodes = 0;
    for (const auto& level : component.levels)
        nodes += level.size();
    out.line("digits {} are coupled: {} combinations, {} nodes", fmt::join(component.digits, ", "),
             component.count, nodes);
}

} // namespace

void write_space(TextWriter& out, const Space& space) {
    for (const algebra::Column& column : space.columns)
        write_column(out, space, column);
    for (std::size_t digit = 0; digit < space.digits.size(); ++digit)
        write_digit(out, digit, space.digits[digit]);
    for (const algebra::Component& component : space.components)
        write_component(out, component);
}

} // namespace expc::ir
