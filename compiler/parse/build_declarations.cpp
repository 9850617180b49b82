// SPDX-License-Identifier: MIT
#include "compiler/parse/ast_builder.hpp"
#include "grammar/characters.hpp"
#include "grammar/keywords.hpp"

#include <algorithm>
#include <array>

namespace expc::parse {

namespace {

constexpr auto kind_words = std::to_array<std::pair<std::string_view, ast::Kind>>({
    {"space", ast::Kind::space},
    {"resources", ast::Kind::resources},
    {"mount", ast::Kind::mount},
    {"container", ast::Kind::container},
    {"platform", ast::Kind::platform},
    {"experiment", ast::Kind::experiment},
});

ast::Kind definition_kind(std::string_view word) {
    return std::ranges::find(kind_words, word, &std::pair<std::string_view, ast::Kind>::first)
        ->second;
}

} // namespace

ast::File AstBuilder::build() {
    file_.exprs.reserve(tree_.size() / 2); // about as many as there will be
    depths_.reserve(tree_.size() / 2);
    declarations(tree_.root());
    report_unclosed_brackets();
    return std::move(file_);
}

void AstBuilder::declarations(NodeIndex root) {
    if (kind_of(root) == NodeKind::expression_file) return declaration(root, only_expression(root));
    if (kind_of(root) == NodeKind::assignment_file) return declaration(root, only_assignment(root));
    bool follows_stray_entry = false;
    for (Cursor child = children(root); !child.is_done();) {
        const NodeIndex node = child.take();
        const NodeKind kind = kind_of(node);
        if (kind == NodeKind::stray_entry) {
            stray_entry(node, !follows_stray_entry);
        } else if (kind == NodeKind::stray_close) {
            stray_close(node, follows_stray_entry);
        } else if (kind == NodeKind::slash_comment) {
            slash_comment(node);
        } else if (kind == NodeKind::semicolon) {
            semicolon(node, "\n");
        } else {
            declaration(node, declared(node));
        }
        follows_stray_entry = kind == NodeKind::stray_entry;
    }
}

void AstBuilder::declaration(NodeIndex node, Declaration content) {
    file_.declarations.push_back({range_of(node), doc_above(node), std::move(content)});
}

AstBuilder::Declaration AstBuilder::declared(NodeIndex node) {
    using Build = Declaration (AstBuilder::*)(NodeIndex);
    static constexpr auto builders = std::to_array<std::pair<NodeKind, Build>>({
        {NodeKind::use, &AstBuilder::use},
        {NodeKind::input, &AstBuilder::input},
        {NodeKind::secret, &AstBuilder::secret},
        {NodeKind::let, &AstBuilder::let},
        {NodeKind::fn, &AstBuilder::fn},
        {NodeKind::type_alias, &AstBuilder::type_alias},
        {NodeKind::definition, &AstBuilder::definition},
        {NodeKind::target, &AstBuilder::target},
        {NodeKind::test, &AstBuilder::test},
    });
    const auto row = std::ranges::find(builders, kind_of(node), &std::pair<NodeKind, Build>::first);
    if (row != builders.end()) return (this->*row->second)(node);
    file_.skipped.push_back(range_of(node));
    return ast::Invalid{};
}

AstBuilder::Declaration AstBuilder::use(NodeIndex node) {
    Cursor child = children(node);
    const NodeIndex path = child.take();
    ast::Use result{plain_text(path), range_of(path), {}, {}};
    const NodeIndex names_or_alias = child.take();
    Cursor names = children(names_or_alias);
    if (kind_of(names_or_alias) == NodeKind::imported_as) {
        result.alias = name(names.take());
        return result;
    }
    while (!names.is_done())
        result.names.push_back(name(names.take()));
    return result;
}

AstBuilder::Declaration AstBuilder::input(NodeIndex node) {
    Cursor child = children(node);
    ast::Input result{name(child.take()), type(child.take()), {}, {}};
    result.rule = expression_below(child.take_if(NodeKind::type_rule));
    result.default_value = expression_below(child.take_if(NodeKind::default_value));
    return result;
}

AstBuilder::Declaration AstBuilder::secret(NodeIndex node) {
    Cursor child = children(node);
    const NodeIndex declared_name = child.take();
    return ast::Secret{name(declared_name), expression(child.take())};
}

AstBuilder::Declaration AstBuilder::let(NodeIndex node) {
    Cursor child = children(node);
    ast::Let result{name(child.take()), {}, {}};
    const NodeIndex annotation = child.take_if(NodeKind::type_annotation);
    if (annotation != Tree::nothing) result.type = type(children(annotation).take());
    result.value = expression(child.take());
    return result;
}

AstBuilder::Declaration AstBuilder::fn(NodeIndex node) {
    Cursor child = children(node);
    ast::Fn result{name(child.take()), {}, {}, {}};
    while (child.is_at(NodeKind::parameter)) {
        Cursor parameter = children(child.take());
        const NodeIndex parameter_name = parameter.take();
        result.parameters.push_back({name(parameter_name), type(parameter.take())});
    }
    result.result = type(child.take());
    result.body = expression(child.take());
    return result;
}

AstBuilder::Declaration AstBuilder::type_alias(NodeIndex node) {
    Cursor child = children(node);
    ast::TypeAlias result{name(child.take()), type(child.take()), {}};
    result.rule = expression_below(child.take_if(NodeKind::type_rule));
    return result;
}

AstBuilder::Declaration AstBuilder::definition(NodeIndex node) {
    Cursor child = children(node);
    const NodeIndex keyword = child.take();
    ast::Definition result{
        definition_kind(text_of(keyword)), range_of(keyword), name(child.take()), {}};
    const NodeIndex value = child.take();
    if (kind_of(value) == NodeKind::block) check_same_line(result.name.range.end, value);
    const bool lacks_form = result.kind == ast::Kind::space && kind_of(value) == NodeKind::block;
    result.value = lacks_form ? space_without_form(value) : expression(value);
    return result;
}

/// `space hp { ... }`, read as a product.
ast::ExprId AstBuilder::space_without_form(NodeIndex block) {
    const std::uint32_t begin = tree_[block].begin;
    const SourceRange brace = range(begin, begin + 1);
    const bool follows_equals =
        text_.substr(0, begin).find_last_not_of(" \t\r\n") == text_.rfind('=', begin);
    const std::string inserted = follows_equals ? "product " : "= product ";
    sink_.report(diag::Code::E0116, brace, "{", "a space says how its columns are combined")
        .fix(fmt::format("write `{}{{` for every combination", inserted),
             {{range(begin, begin), inserted}})
        .help("`zip` pairs its columns, `concat` puts spaces one after the other");
    return add(
        range_of(block),
        ast::SpaceBlock{ast::SpaceKind::product, brace, {}, entries(block, EntriesOf::space)});
}

/// `experiment train` and the `{` on a line of its own.
void AstBuilder::check_same_line(std::uint32_t end, NodeIndex block) {
    const std::uint32_t brace = tree_[block].begin;
    if (text_.substr(end, brace - end).find('\n') == std::string_view::npos) return;
    sink_
        .report(diag::Code::E0116, range(brace, brace + 1), "{",
                "the line before has ended the declaration")
        .label(range(end, end), "it belongs here")
        .fix("move it to the line before", {{range(end, brace), " "}});
}

AstBuilder::Declaration AstBuilder::target(NodeIndex node) {
    Cursor child = children(node);
    ast::Target result{range_of(child.take()), {}, {}, {}, {}};
    const NodeIndex target_name = child.take_if(NodeKind::target_name);
    if (target_name != Tree::nothing) result.name = name(children(target_name).take());
    result.experiments = expression(child.take());
    result.platform = platform(child.take());
    const NodeIndex requirements = child.take_if(NodeKind::block);
    if (requirements != Tree::nothing) result.block = block(requirements);
    return result;
}

/// A name, perhaps of another module, or a group; then `with` and `without`.
ast::ExprId AstBuilder::platform(NodeIndex node) {
    Cursor child = children(node);
    const NodeIndex first = child.take();
    ast::ExprId base = kind_of(first) == NodeKind::group
                           ? group(first)
                           : add(range_of(first), ast::NameUse{std::string(text_of(first))});
    while (!child.is_done())
        base = suffixed(base, child.take());
    return base;
}

AstBuilder::Declaration AstBuilder::test(NodeIndex node) {
    Cursor child = children(node);
    const NodeIndex title = child.take();
    return ast::Test{plain_text(title), range_of(title), block(child.take())};
}

AstBuilder::Declaration AstBuilder::only_expression(NodeIndex node) {
    Cursor child = children(node);
    const bool is_read = !child.is_done() && !child.is_at(NodeKind::skipped_rest);
    const SourceRange place = range_of(node);
    return ast::Let{{"it", range(place.begin, place.begin)},
                    {},
                    is_read ? expression(child.take()) : add(place, ast::Invalid{})};
}

AstBuilder::Declaration AstBuilder::only_assignment(NodeIndex node) {
    ast::Block entries{{}, range_of(node)};
    for (Cursor child = children(node); !child.is_done();)
        entry(child.take(), entries);
    const SourceRange place = range_of(node);
    return ast::Test{"", range(place.begin, place.begin), std::move(entries)};
}

namespace {

/// Whether a record has a field that only experiments have.
bool looks_like_experiment(std::string_view record) {
    constexpr auto fields =
        std::to_array<std::string_view>({"command", "steps", "space", "outputs", "resources"});
    if (!record.starts_with('{')) return false;
    return std::ranges::any_of(fields, [&](std::string_view field) {
        for (std::size_t at = record.find(field); at != std::string_view::npos;
             at = record.find(field, at + 1)) {
            const std::size_t sign = record.find_first_not_of(" \t", at + field.size());
            const bool is_word = !grammar::is_name_part(record[at - 1]);
            if (is_word && sign != std::string_view::npos && record[sign] == '=') return true;
        }
        return false;
    });
}

/// The kind of declaration that most likely has such a value.
std::string_view kind_of_value(std::string_view value) {
    constexpr auto spaces =
        std::to_array<std::string_view>({"product", "zip", "concat", "sample", "cases", "rows"});
    constexpr auto engines =
        std::to_array<std::string_view>({"local", "slurm", "gridengine", "kubernetes", "ray"});
    const std::string_view word = grammar::leading_word(value);
    if (looks_like_experiment(value)) return "experiment";
    if (std::ranges::find(spaces, word) != spaces.end()) return "space";
    return std::ranges::find(engines, word) != engines.end() ? "platform" : "let";
}

} // namespace

/// Entries behind a block that was closed too early: the first one says it for all.
void AstBuilder::stray_entry(NodeIndex node, bool is_first) {
    Cursor parts = children(children(node).take());
    const NodeIndex path_node = parts.take();
    if (!is_first) return;
    const std::string_view word = text_of(path_node);
    const bool begins_line = tree_[node].begin == 0 || text_[tree_[node].begin - 1] == '\n';
    if (begins_line && parts.is_at(NodeKind::assign_operator) &&
        grammar::is_keyword<grammar::WordFamily::declaration>(word)) {
        const SourceRange sign = range_of(parts.take());
        sink_
            .report(diag::Code::E0100, sign, fmt::format("a name after `{}`", word),
                    fmt::format("`{}`", text_of(sign)))
            .help(fmt::format("a declaration has a name: `{} NAME{} = ...`", word,
                              word == "input" ? ": TYPE" : ""));
        return;
    }
    auto report = sink_.report(diag::Code::E0116, range_of(path_node), text_of(path_node),
                               "only declarations stand outside of `{}`");
    file_.skipped.push_back(range_of(path_node));
    if (begins_line && parts.is_at(NodeKind::assign_operator) && text_of(parts.take()) == "=") {
        const SourceRange path = range_of(path_node);
        const NodeIndex value = parts.take();
        const std::string_view kind = kind_of_value(text_of(value));
        const bool is_block = kind == "experiment";
        std::vector<diag::Edit> edits{{range(path.begin, path.begin), std::string(kind) + " "}};
        if (is_block) edits.push_back({range(path.end, tree_[value].begin), " "});
        report.suggestion(
            fmt::format("declare it: `{} {} {}`", kind, word, is_block ? "{ ... }" : "= ..."),
            std::move(edits));
        return;
    }
    if (file_.declarations.empty()) return;
    const SourceRange before = file_.declarations.back().range;
    report.label(range(before.end - 1, before.end), "the last declaration ends here");
}

/// The `}` that was meant to close what a stray entry belongs to is part of the same mistake.
void AstBuilder::stray_close(NodeIndex node, bool follows_stray_entry) {
    if (follows_stray_entry) return;
    sink_.report(diag::Code::E0117, range_of(node), text_of(node))
        .fix("remove it", {{range_of(node), ""}});
}

} // namespace expc::parse
