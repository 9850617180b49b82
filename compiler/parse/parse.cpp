// SPDX-License-Identifier: MIT
#include "compiler/parse/parse.hpp"

#include "compiler/parse/ast_builder.hpp"
#include "compiler/parse/readable.hpp"
#include "compiler/parse/syntax_errors.hpp"
#include "compiler/parse/wrong_brackets.hpp"

#include <algorithm>
#include <optional>
#include <span>

namespace expc::parse {

namespace {

ast::File read(std::string_view text, Root root, SourceId source, diag::Sink& sink) {
    const ParsedText parsed = parse_text(text, root);
    report_syntax_errors(text, source, parsed, sink);
    return AstBuilder(text, source, parsed.tree, sink).build();
}

/// The file as it was meant, where nothing else is wrong with its syntax; else nothing is reported.
std::optional<ast::File> read_repaired(std::string_view text, Root root, SourceId source,
                                       std::span<const WrongBracket> wrong, Mistake mistake,
                                       diag::Sink& sink) {
    const std::size_t reported = sink.size();
    const std::size_t errors_before = sink.error_count();
    report_wrong_brackets(text, source, wrong, mistake, sink);
    ast::File file = read(repaired(text, wrong, mistake), root, source, sink);
    if (sink.error_count() - errors_before == wrong.size()) return file;
    static_cast<void>(sink.withdraw(reported));
    return std::nullopt;
}

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
    const std::size_t errors_before = sink.error_count();
    ast::File result = read(file.text, root, source, sink);
    const std::size_t errors = sink.error_count() - errors_before;
    if (errors == 0 || sink.suppressed().errors > 0) return result;
    const std::vector<WrongBracket> wrong = wrong_brackets(file.text);
    if (wrong.empty() || wrong.size() > errors) return result;
    static_cast<void>(sink.withdraw(reported));
    for (const Mistake mistake : {Mistake::closing, Mistake::opening}) {
        auto meant = read_repaired(file.text, root, source, wrong, mistake, sink);
        if (meant) return *std::move(meant);
    }
    return read(file.text, root, source, sink);
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
