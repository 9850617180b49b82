// SPDX-License-Identifier: MIT
#include "compiler/parse/parse.hpp"

#include "compiler/parse/ast_builder.hpp"
#include "compiler/parse/readable.hpp"
#include "compiler/parse/syntax_errors.hpp"

#include <algorithm>

namespace expc::parse {

namespace {

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
    const ParsedText parsed = parse_text(sources[source].text, root);
    report_syntax_errors(sources, source, parsed, sink);
    return AstBuilder(sources, source, parsed.tree, sink).build();
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
