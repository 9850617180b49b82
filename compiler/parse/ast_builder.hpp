// SPDX-License-Identifier: MIT
// From the lossless tree to the AST: one function per kind of node, free of PEGTL. Spellings of
// other languages that the grammar lets pass are reported here and then read as what they mean.
// Inside compiler/parse only.
//   ast_builder.cpp places and names   build_declarations.cpp   build_entries.cpp
//   build_expressions.cpp   build_operators.cpp build_literals.cpp build_types.cpp
#pragma once

#include "compiler/ast/ast.hpp"
#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/parse/cursor.hpp"
#include "compiler/parse/habits.hpp"
#include "compiler/parse/numbers.hpp"
#include "compiler/parse/tree.hpp"

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace expc::parse {

/// An expression deeper than this is refused, so that every later phase may recurse over it.
inline constexpr std::uint32_t expression_depth_limit = 400;

class AstBuilder {
  public:
    AstBuilder(std::string_view text, SourceId source, const Tree& tree, diag::Sink& sink)
        : text_(text), tree_(tree), sink_(sink) {
        file_.source = source;
    }

    /// The tree's root as a file; also for the roots of command line options (see parse.hpp).
    [[nodiscard]] ast::File build();

  private:
    using Declaration = decltype(ast::Declaration::node);
    using EntryNode = decltype(ast::Entry::node);
    using ExprNode = decltype(ast::Expr::node);
    using TypeNode = decltype(ast::TypeExpr::node);

    // Places and names (ast_builder.cpp).
    [[nodiscard]] SourceRange range_of(NodeIndex node) const;
    [[nodiscard]] SourceRange range(std::uint32_t begin, std::uint32_t end) const {
        return {file_.source, begin, end};
    }
    [[nodiscard]] std::string_view text_of(NodeIndex node) const;
    [[nodiscard]] std::string_view text_of(SourceRange range) const;
    [[nodiscard]] NodeKind kind_of(NodeIndex node) const { return tree_[node].kind; }
    [[nodiscard]] Cursor children(NodeIndex node) const { return {tree_, node}; }
    [[nodiscard]] std::string doc_above(NodeIndex node) const;
    ast::Name name(NodeIndex node);
    void check_closed(NodeIndex node, char open);
    void report_habit(NodeIndex node, const ForeignWord& habit);

    // Brackets that are never closed (unclosed_brackets.cpp).
    struct Unclosed {
        NodeIndex node;
        char open;
        std::uint32_t begin;
        std::uint32_t end; ///< where the content ends
    };
    NodeIndex axis_in_unclosed_list(NodeIndex list);
    void report_unclosed_brackets();
    void report_unclosed(std::span<const Unclosed> nested);
    [[nodiscard]] std::uint32_t comparison_in(const Unclosed& call) const;
    void label_follower(diag::Builder& report, const Unclosed& innermost);
    [[nodiscard]] diag::Edit closing_edit(std::span<const Unclosed> nested) const;
    [[nodiscard]] NodeIndex closed_by_mistake(const Unclosed& outer) const;
    [[nodiscard]] bool begins_line(std::uint32_t at) const;
    [[nodiscard]] std::string_view indentation_of(std::uint32_t at) const;

    // Declarations (build_declarations.cpp).
    void declarations(NodeIndex root);
    void declaration(NodeIndex node, Declaration content);
    void stray_entry(NodeIndex node, bool is_first);
    void stray_close(NodeIndex node, bool follows_stray_entry);
    Declaration declared(NodeIndex node);
    Declaration use(NodeIndex node);
    Declaration input(NodeIndex node);
    Declaration secret(NodeIndex node);
    Declaration let(NodeIndex node);
    Declaration fn(NodeIndex node);
    Declaration type_alias(NodeIndex node);
    Declaration definition(NodeIndex node);
    void check_same_line(std::uint32_t end, NodeIndex block);
    ast::ExprId space_without_form(NodeIndex block);
    Declaration target(NodeIndex node);
    Declaration test(NodeIndex node);
    Declaration only_expression(NodeIndex node);
    Declaration only_assignment(NodeIndex node);
    ast::ExprId platform(NodeIndex node);

    // Entries (build_entries.cpp).
    enum class EntriesOf : std::uint8_t { record, space };
    ast::Block block(NodeIndex node);
    ast::Block entries(NodeIndex node, EntriesOf form);
    void entry(NodeIndex node, ast::Block& block);
    EntryNode assign(NodeIndex node);
    EntryNode unset(NodeIndex node);
    EntryNode spread(NodeIndex node);
    EntryNode requirement(NodeIndex node);
    EntryNode axis(NodeIndex node);
    ast::ExprId axis_values(Cursor& child);
    EntryNode random_axis(NodeIndex node);
    EntryNode where_filter(NodeIndex node);
    EntryNode exclude_filter(NodeIndex node);
    EntryNode nested_space(NodeIndex node);
    EntryNode assertion(NodeIndex node);
    EntryNode local_let(NodeIndex node);
    EntryNode dash_item(NodeIndex node);
    std::optional<EntryNode> axis_without_in(NodeIndex node);
    void report_dash_item(NodeIndex node);
    [[nodiscard]] bool begins_item(NodeIndex sign) const;
    EntryNode skipped(NodeIndex node);
    std::vector<ast::Name> path(NodeIndex node);
    void check_assign_operator(NodeIndex assign, NodeIndex op);
    [[nodiscard]] bool is_list_of_values(NodeIndex value) const;
    [[nodiscard]] bool is_axis_by_habit(NodeIndex assign) const;
    void report_bare_values(SourceRange all);
    void slash_comment(NodeIndex node);
    void semicolon(NodeIndex node, std::string_view separator);

    // Expressions (build_expressions.cpp).
    ast::ExprId add(SourceRange range, ExprNode node);
    ast::ExprId expression(NodeIndex node);
    ast::ExprId expression_below(NodeIndex node);
    ast::ExprId list(NodeIndex node);
    ast::ListElement element(NodeIndex node);
    ast::ExprId comprehension(NodeIndex node, NodeIndex value, NodeIndex clause);
    ast::ExprId group(NodeIndex node);
    [[nodiscard]] SourceRange place_of(ast::ExprId expr) const;
    ast::ExprId record(NodeIndex node);
    ast::ExprId match_expression(NodeIndex node);
    ast::ExprId literal_word(NodeIndex node);
    ast::ExprId named(NodeIndex node);
    ast::ExprId name_use(NodeIndex node);
    ast::ExprId word_with_block(NodeIndex node, NodeIndex word, NodeIndex arguments,
                                NodeIndex block);
    ast::ExprId conditional(NodeIndex node);
    ast::ExprId let_in(NodeIndex node);
    std::vector<ast::Argument> arguments(NodeIndex node);

    // Suffixes and operators (build_operators.cpp).
    ast::ExprId postfix(NodeIndex node);
    ast::ExprId dotted_call(std::span<const NodeIndex> parts);
    ast::ExprId suffixed(ast::ExprId base, NodeIndex suffix);
    ast::ExprId without(ast::ExprId base, NodeIndex suffix, SourceRange place);
    ast::ExprId operation(NodeIndex node);
    ast::ExprId operators(std::span<const NodeIndex>& run, int lowest);
    ast::ExprId operand(std::span<const NodeIndex>& run, int lowest);
    ast::ExprId prefixed(std::span<const NodeIndex> signs, ast::ExprId value);
    ast::ExprId binary(NodeIndex op, ast::ExprId left, ast::ExprId right);
    ast::ExprId power(NodeIndex op, SourceRange place);
    ast::ExprId dots(NodeIndex op, ast::ExprId left, ast::ExprId right);
    [[nodiscard]] std::optional<double> written_number(ast::ExprId expr) const;
    bool is_range_of_floats(SourceRange place, ast::ExprId left, ast::ExprId right);
    ast::ExprId report_bare_dots(NodeIndex op, ast::ExprId left, ast::ExprId right);
    [[nodiscard]] bool is_chain(NodeIndex previous, NodeIndex op) const;
    ast::ExprId chain(NodeIndex op, ast::ExprId left, ast::ExprId right);
    void check_neighbours(NodeIndex previous, NodeIndex op);
    [[nodiscard]] bool is_plain_name(NodeIndex node) const;
    [[nodiscard]] bool is_lowest_integer(NodeIndex sign, NodeIndex value) const;

    // Literals (build_literals.cpp, build_strings.cpp).
    ast::ExprId number(NodeIndex node);
    void report_number(SourceRange place, const Number& number);
    void report_leading_zero(SourceRange place);
    void report_ambiguous(SourceRange place, const AmbiguousUnit& unit);
    void report_unknown_unit(SourceRange place, const UnknownUnit& unit);
    ast::ExprId string(NodeIndex node);
    ast::ExprId prefixed_string(NodeIndex node);
    void help_with_format_string(diag::Builder& report, NodeIndex node, NodeIndex inner);
    std::string plain_text(NodeIndex string);
    std::vector<ast::StringPart> string_parts(NodeIndex string);
    std::string without_escapes(std::string_view raw, SourceRange place);
    void check_string_closed(NodeIndex node);
    void report_indentation(std::uint32_t line);
    void report_escape(std::uint32_t at, std::string_view written);

    // Types (build_types.cpp).
    ast::TypeId type(NodeIndex node);
    ast::TypeId add_type(SourceRange range, TypeNode node);
    ast::TypeId named_type(NodeIndex node);
    ast::TypeId record_type(NodeIndex node);
    ast::TypeId literal_union(NodeIndex node);

    std::string_view text_;
    const Tree& tree_;
    diag::Sink& sink_;
    ast::File file_;
    std::uint32_t swallowed_from_ =
        0xFFFFFFFF; ///< from here an unclosed multi-line string takes all
    EntriesOf entries_of_ = EntriesOf::record;               ///< whose entries are being read
    std::vector<Unclosed> unclosed_;                         ///< outer ones before inner ones
    std::unordered_map<std::uint32_t, SourceRange> grouped_; ///< expressions in parentheses
    std::vector<std::uint32_t> depths_; ///< of each expression of file_, a leaf has 1
    bool has_reported_depth_ = false;
};

} // namespace expc::parse
