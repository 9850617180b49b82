// SPDX-License-Identifier: MIT
// What is said about columns that meet, and about branches that differ in their columns.
#include "compiler/diagnostics/similar.hpp"
#include "compiler/sema/check_spaces.hpp"
#include "compiler/sema/space_entries.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace expc::sema {

namespace {

/// "`a`", "`a` and `b`", "`a`, `b` and 3 more"
std::string listed_columns(std::vector<std::string> names) {
    constexpr std::size_t most = 3;
    std::string last = fmt::format("`{}`", names.back());
    if (names.size() == 1) return last;
    const std::size_t shown = names.size() <= most ? names.size() - 1 : most - 1;
    if (names.size() > most) last = fmt::format("{} more", names.size() - shown);
    names.resize(shown);
    return fmt::format("`{}` and {}", fmt::join(names, "`, `"), last);
}

/// The edit that adds `text` as the last entry of a block.
std::vector<diag::Edit> appended(const ast::Block& block, const SourceFile& file,
                                 const std::string& text) {
    if (block.entries.empty()) return {};
    const SourceRange last = block.entries.back().range;
    const bool is_one_line = file.locate(block.range.begin).line == file.locate(last.begin).line;
    const std::string margin(file.locate(last.begin).column - 1, ' ');
    const std::string separator = is_one_line ? ", " : "\n" + margin;
    return {{{last.file, last.end, last.end}, separator + text}};
}

} // namespace

/// "brings in `seed` (from line 4) and `lr`"
std::string SpaceChecker::brought_in(const ColumnPlace& column) const {
    std::string text = fmt::format("brings in `{}`", column.name);
    if (const auto declared = declaration_of_column(column.via, column.name)) {
        const SourceFile& file = checker_.sources()[declared->file];
        const std::uint32_t line = file.locate(declared->begin).line;
        text += declared->file == column.via.range().file
                    ? fmt::format(" (from line {})", line)
                    : fmt::format(" (from {}:{})", file.path, line);
    }
    std::vector<std::string> others;
    for (const ColumnPlace& other : places_) {
        if (other.via == column.via && other.name != column.name) others.push_back(other.name);
    }
    return others.empty() ? text : fmt::format("{} and {}", text, listed_columns(others));
}

/// The same column again, perhaps through a space on either side.
void SpaceChecker::report_twice(const ColumnPlace& before, const ColumnPlace& again) {
    auto report = checker_.sink().report(diag::Code::E0501, again.range, again.name, noun());
    report.here(again.via ? brought_in(again)
                          : fmt::format("second declaration of `{}`", again.name));
    report.label(before.range, before.via ? brought_in(before)
                                          : fmt::format("first declaration of `{}`", before.name));
    const ColumnPlace& spread = before.is_spread ? before : again;
    if (!spread.is_spread) return;
    const std::uint32_t line =
        checker_.sources()[spread.range.file].locate(spread.range.begin).line;
    report.suggestion(fmt::format("to replace the axis, write `...{} without [{}]` on line {}",
                                  checker_.source_text(spread.range), spread.name, line),
                      {{{spread.range.file, spread.range.end, spread.range.end},
                        fmt::format(" without [{}]", spread.name)}});
}

/// A branch of `concat` lacks columns of another one.
void SpaceChecker::report_other_columns(const Branch& without, const Branch& with,
                                        const std::vector<std::string>& names) {
    auto report = checker_.sink().report(diag::Code::E0503, without.place);
    report.here(fmt::format("this branch has no {}", listed_columns(names)));
    const auto declared = declaration_of_column(with.value, names.front());
    report.label(declared.value_or(with.place),
                 fmt::format("this branch has {}", listed_columns(names)));
    std::vector<std::string> own;
    for (const auto& [name, type] : without.type.fields()) {
        if (with.type.field(name) == nullptr) own.push_back(name);
    }
    if (const auto similar = diag::most_similar(names.front(), own)) {
        report.help(fmt::format("`{}` and `{}` are two columns; is one of them misspelt?",
                                names.front(), *similar));
        return;
    }
    const std::string absent = fmt::format("{} = none", fmt::join(names, " = none, "));
    const auto* block = std::get_if<ast::SpaceBlock>(&without.value.get().node);
    const std::string subject = names.size() == 1 ? "`" + names.front() + "` does" : "these do";
    if (block == nullptr) {
        report.help(
            fmt::format("if {} not apply here, say so in the branch: `{}`", subject, absent));
        return;
    }
    const std::vector<diag::Edit> edits =
        appended(block->block, checker_.sources()[without.place.file], absent);
    std::string shown = checker_.source_text(without.value.range());
    const bool is_one_line = shown.find('\n') == std::string::npos && !edits.empty();
    if (is_one_line)
        shown.insert(edits.front().range.begin - without.value.range().begin, edits.front().text);
    report.suggestion(fmt::format("if {} not apply here, say so{}: `{}`", subject,
                                  is_one_line ? "" : " in the branch",
                                  is_one_line ? shown : absent),
                      edits);
}

} // namespace expc::sema
