// SPDX-License-Identifier: MIT
#include "compiler/parse/parse.hpp"

#include "compiler/parse/ast_builder.hpp"
#include "compiler/parse/readable.hpp"
#include "compiler/parse/syntax_errors.hpp"
#include "compiler/parse/unbalanced_brackets.hpp"
#include "compiler/parse/wrong_brackets.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace expc::parse {

namespace {

/// A text as it was meant, and what to report of that.
struct Repair {
    std::string text;
    std::function<void(diag::Sink&)> report;
};

/// What the text may have been, where its brackets alone are wrong and this was reported of it.
std::vector<Repair> repairs(std::string_view text, SourceId source,
                            std::span<const diag::Diagnostic> reported) {
    std::vector<Repair> found;
    const std::vector<WrongBracket> wrong = wrong_brackets(text);
    const bool are_blocks = std::ranges::all_of(
        wrong, [&](const WrongBracket& each) { return is_block_in_parentheses(text, each); });
    const Mistake likely = are_blocks ? Mistake::opening : Mistake::closing;
    const Mistake other = are_blocks ? Mistake::closing : Mistake::opening;
    for (const Mistake mistake : {likely, other}) {
        if (wrong.empty() || wrong.size() > reported.size()) break;
        found.push_back({repaired(text, wrong, mistake), [=](diag::Sink& sink) {
                             report_wrong_brackets(text, source, wrong, mistake, sink);
                         }});
    }
    const auto place_of = [](const diag::Diagnostic& each) { return each.primary.range.begin; };
    const auto first = std::ranges::min_element(reported, {}, place_of);
    const bool is_told = reported.size() == 1 && first->code == diag::Code::E0117;
    for (const Balance& balance : ways_to_balance(text, place_of(*first))) {
        // That one closes nothing wherever it stands.
        const bool is_sure = is_told && balance.at == place_of(*first);
        found.push_back({balanced(text, balance), [=](diag::Sink& sink) {
                             report_unbalanced(text, source, balance, is_sure, sink);
                         }});
    }
    return found;
}

/// Reads the text of one source.
class Reader {
  public:
    Reader(Root root, SourceId source, diag::Sink& sink)
        : root_(root), source_(source), sink_(sink) {}

    ast::File read(std::string_view text) {
        const ParsedText parsed = parse_text(text, root_);
        report_syntax_errors(text, source_, parsed, sink_);
        return AstBuilder(text, source_, parsed.tree, sink_).build();
    }
    /// Nothing, and nothing reported, where more than that is wrong.
    std::optional<ast::File> read(const Repair& repair) {
        const std::size_t reported = sink_.size();
        repair.report(sink_);
        const std::size_t errors = sink_.error_count();
        ast::File file = read(repair.text);
        if (sink_.error_count() == errors) return file;
        static_cast<void>(sink_.withdraw(reported));
        return std::nullopt;
    }

  private:
    Root root_;
    SourceId source_;
    diag::Sink& sink_;
};

ast::File parse_from(Root root, const Sources& sources, SourceId source, diag::Sink& sink) {
    const SourceFile& file = sources[source];
    if (const std::optional<Unreadable> mistake = find_unreadable(file.text)) {
        const auto at = static_cast<std::uint32_t>(mistake->offset);
        const auto end = static_cast<std::uint32_t>(
            std::min<std::size_t>(mistake->offset + 1, file.text.size()));
        sink.report(diag::Code::E0101, {source, at, end}, fmt::format("`{}`", file.path),
                    mistake->reason);
        ast::File unread;
        unread.source = source;
        return unread;
    }
    const std::size_t reported = sink.size();
    Reader reader(root, source, sink);
    ast::File result = reader.read(file.text);
    if (sink.since(reported).empty() || sink.suppressed().errors > 0) return result;
    const auto meant = repairs(file.text, source, sink.since(reported));
    if (meant.empty()) return result;
    static_cast<void>(sink.withdraw(reported));
    for (const Repair& repair : meant) {
        if (auto repaired = reader.read(repair)) return *std::move(repaired);
    }
    return reader.read(file.text);
}

} // namespace

ast::File parse_file(const Sources& sources, SourceId source, diag::Sink& sink) {
    return parse_from(Root::file, sources, source, sink);
}

ast::File parse_expression(const Sources& sources, SourceId source, diag::Sink& sink) {
    return parse_from(Root::expression, sources, source, sink);
}

ast::File parse_assignment(const Sources& sources, SourceId source, diag::Sink& sink) {
    return parse_from(Root::assignment, sources, source, sink);
}

} // namespace expc::parse
