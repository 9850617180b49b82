// SPDX-License-Identifier: MIT
// Operators by precedence climbing over the flat run of an operation, and suffixes.
#include "compiler/ast/operators.hpp"
#include "compiler/parse/ast_builder.hpp"
#include "compiler/parse/habits.hpp"
#include "grammar/characters.hpp"

#include <algorithm>
#include <limits>

namespace expc::parse {

namespace {

/// The row of an operator as it is written; null for the dots of ranges and for `**`.
const ast::OperatorRow* row_of(std::string_view text) {
    const ForeignWord* const habit = foreign_operator(text);
    if (habit != nullptr) text = habit->here;
    if (text.starts_with("not")) text = "not in";
    const auto row = std::ranges::find(ast::operators, text, &ast::OperatorRow::text);
    return row == ast::operators.end() ? nullptr : &*row;
}

int level_of(std::string_view text) {
    const ast::OperatorRow* const row = row_of(text);
    if (row != nullptr) return row->level;
    return text.starts_with("..") ? ast::level::range : ast::level::product;
}

/// `0, 1, 2`
std::string listed(std::int64_t first, std::int64_t past) {
    std::string text;
    for (std::int64_t value = first; value < past; ++value)
        text += fmt::format("{}{}", value == first ? "" : ", ", value);
    return text;
}

/// Whether two comparisons may be meant as a chain, as in mathematics: `a < b <= c`, `a == b == c`.
bool may_chain(ast::BinaryOp first, ast::BinaryOp second) {
    using enum ast::BinaryOp;
    const auto compares_order = [](ast::BinaryOp op) {
        return op == less || op == less_equal || op == greater || op == greater_equal;
    };
    return (compares_order(first) && compares_order(second)) || (first == equal && second == equal);
}

bool is_zero(const ast::IntLiteral* literal) {
    return literal != nullptr && literal->value == 0;
}

} // namespace

ast::ExprId AstBuilder::operation(NodeIndex node) {
    std::vector<NodeIndex> items;
    for (Cursor child = children(node); !child.is_done();)
        items.push_back(child.take());
    std::span<const NodeIndex> run = items;
    return operators(run, ast::level::logical);
}

/// Reads `operand (operator operand)*` from the front of the run, as long as the operators bind at
/// least as tight as `lowest`. Recursion goes only to tighter levels.
ast::ExprId AstBuilder::operators(std::span<const NodeIndex>& run, int lowest) {
    ast::ExprId left = operand(run, lowest);
    NodeIndex previous = Tree::nothing;
    while (!run.empty() && level_of(text_of(run.front())) >= lowest) {
        const NodeIndex op = run.front();
        run = run.subspan(1);
        check_neighbours(previous, op);
        const ast::ExprId right = operators(run, level_of(text_of(op)) + 1);
        left = is_chain(previous, op) ? chain(op, left, right) : binary(op, left, right);
        previous = op;
    }
    return left;
}

/// Signs and the operand behind them. Where a condition may begin, `not` takes a whole comparison;
/// elsewhere signs take only what stands right behind them.
ast::ExprId AstBuilder::operand(std::span<const NodeIndex>& run, int lowest) {
    const auto is_sign = [&](NodeIndex item) { return kind_of(item) == NodeKind::prefix; };
    const auto is_not = [&](NodeIndex sign) { return text_of(sign) != "-"; };
    std::span<const NodeIndex> signs(run.begin(), std::ranges::find_if_not(run, is_sign));
    const auto last_not = std::find_if(signs.rbegin(), signs.rend(), is_not);
    const bool takes_comparison = lowest < ast::level::comparison && last_not != signs.rend();
    if (takes_comparison) signs = signs.first(static_cast<std::size_t>(signs.rend() - last_not));
    run = run.subspan(signs.size());
    if (takes_comparison) return prefixed(signs, operators(run, ast::level::comparison));
    const NodeIndex value = run.front();
    run = run.subspan(1);
    if (!signs.empty() && is_lowest_integer(signs.back(), value)) {
        const SourceRange place = range(tree_[signs.back()].begin, tree_[value].end);
        return prefixed(signs.first(signs.size() - 1),
                        add(place, ast::IntLiteral{std::numeric_limits<std::int64_t>::min()}));
    }
    return prefixed(signs, expression(value));
}

/// -9223372036854775808, whose digits alone do not fit.
bool AstBuilder::is_lowest_integer(NodeIndex sign, NodeIndex value) const {
    return text_of(sign) == "-" && text_of(value) == "9223372036854775808";
}

ast::ExprId AstBuilder::prefixed(std::span<const NodeIndex> signs, ast::ExprId value) {
    const std::uint32_t end = place_of(value).end;
    for (auto sign = signs.rbegin(); sign != signs.rend(); ++sign) {
        const std::string_view text = text_of(*sign);
        if (text == "-" && begins_item(*sign)) {
            report_dash_item(*sign);
            return add(range(tree_[*sign].begin, end), ast::Invalid{});
        }
        if (text == "!") report_habit(*sign, {"!", "C", "not "});
        const ast::UnaryOp op = text == "-" ? ast::UnaryOp::negate : ast::UnaryOp::logical_not;
        value = add(range(tree_[*sign].begin, end), ast::Unary{op, value});
    }
    return value;
}

/// Two operators of one level side by side: `and` with `or`, or a chain of comparisons.
void AstBuilder::check_neighbours(NodeIndex previous, NodeIndex op) {
    if (previous == Tree::nothing) return;
    const ast::OperatorRow* const first = row_of(text_of(previous));
    const ast::OperatorRow* const second = row_of(text_of(op));
    if (first == nullptr || second == nullptr || first->level != second->level) return;
    if (first->level == ast::level::logical && first->op != second->op) {
        sink_.report(diag::Code::E0108, range_of(op), first->text, second->text)
            .label(range_of(previous), fmt::format("`{}` here", first->text))
            .help(fmt::format("say which belongs together: `(a {0} b) {1} c` or `a {0} (b {1} c)`",
                              first->text, second->text));
    }
}

bool AstBuilder::is_chain(NodeIndex previous, NodeIndex op) const {
    if (previous == Tree::nothing) return false;
    const ast::OperatorRow* const first = row_of(text_of(previous));
    const ast::OperatorRow* const second = row_of(text_of(op));
    return first != nullptr && second != nullptr && first->level == second->level &&
           first->level == ast::level::comparison;
}

/// `a < b < c`, where `a < b` has been read.
ast::ExprId AstBuilder::chain(NodeIndex op, ast::ExprId left, ast::ExprId right) {
    const SourceRange place = range(place_of(left).begin, place_of(right).end);
    const auto* const first = std::get_if<ast::Binary>(&file_.exprs[left].node);
    if (first == nullptr) return add(place, ast::Invalid{});
    const SourceRange middle = place_of(first->right);
    const std::string shared(text_.substr(middle.begin, middle.end - middle.begin));
    const SourceRange before_op = range(tree_[op].begin, tree_[op].begin);
    const std::string_view last = text_of(place_of(right));
    auto report = sink_.report(diag::Code::E0110, range_of(op));
    report.here(fmt::format("a second comparison of `{}`", shared))
        .label(first->op_range, "the first one");
    if (may_chain(first->op, row_of(text_of(op))->op))
        report.fix(fmt::format("say both: `{0} and {1} {2} {3}`",
                               text_.substr(place.begin, middle.end - place.begin), shared,
                               text_of(op), last),
                   {{before_op, fmt::format("and {} ", shared)}});
    else
        report.help(fmt::format("say which belongs together: `({}) {} {}`", text_of(place_of(left)),
                                text_of(op), last));
    return add(place, ast::Invalid{});
}

ast::ExprId AstBuilder::binary(NodeIndex op, ast::ExprId left, ast::ExprId right) {
    const SourceRange place = range(place_of(left).begin, place_of(right).end);
    const std::string_view text = text_of(op);
    const ast::OperatorRow* const row = row_of(text);
    if (row == nullptr) return text.starts_with("..") ? dots(op, left, right) : power(op, place);
    if (const ForeignWord* const habit = foreign_operator(text)) report_habit(op, *habit);
    return add(place, ast::Binary{row->op, range_of(op), left, right});
}

ast::ExprId AstBuilder::power(NodeIndex op, SourceRange place) {
    auto report =
        sink_.report(diag::Code::E0116, range_of(op), "**", "there is no operator for powers");
    const std::string_view before = text_.substr(place.begin, tree_[op].begin - place.begin);
    const std::string_view exponent = text_.substr(tree_[op].end, place.end - tree_[op].end);
    const std::string_view digits = exponent.substr(exponent.starts_with('-') ? 1 : 0);
    const bool is_power_of_ten = before == "10" && !digits.empty() && digits.size() < 4 &&
                                 std::ranges::all_of(digits, grammar::is_digit);
    if (is_power_of_ten)
        report.fix(fmt::format("write `1e{}`", exponent), {{place, fmt::format("1e{}", exponent)}});
    else
        report.help("write the number, for example `1e-4`, or a product");
    return add(place, ast::Invalid{});
}

/// `low..<high`, `low..=high`, and the `..` that says neither.
ast::ExprId AstBuilder::dots(NodeIndex op, ast::ExprId left, ast::ExprId right) {
    const SourceRange low = place_of(left);
    const SourceRange high = place_of(right);
    const SourceRange place = range(low.begin, high.end);
    if (text_of(op) == "..") return report_bare_dots(op, left, right);
    return add(place, ast::Range{left, right, text_of(op) == "..="});
}

/// The number that is written, with its sign; nothing for another expression.
std::optional<double> AstBuilder::written_number(ast::ExprId expr) const {
    const auto& node = file_.exprs[expr].node;
    if (const auto* unary = std::get_if<ast::Unary>(&node)) {
        const auto value =
            unary->op == ast::UnaryOp::negate ? written_number(unary->operand) : std::nullopt;
        return value ? std::optional(-*value) : std::nullopt;
    }
    if (const auto* value = std::get_if<ast::IntLiteral>(&node))
        return static_cast<double>(value->value);
    const auto* value = std::get_if<ast::FloatLiteral>(&node);
    return value != nullptr ? std::optional(value->value) : std::nullopt;
}

/// `1e-4..1e-2`: between two Floats there are as many values as are asked for.
bool AstBuilder::is_range_of_floats(SourceRange place, ast::ExprId left, ast::ExprId right) {
    const auto low = written_number(left);
    const auto high = written_number(right);
    const auto is_whole = [&](ast::ExprId expr) {
        return text_of(place_of(expr)).find_first_of(".eE") == std::string_view::npos;
    };
    if (!low || !high || (is_whole(left) && is_whole(right))) return false;
    auto report = sink_.report(diag::Code::E0107, place, text_of(place_of(right)));
    report.here("how many values?");
    const auto propose = [&](std::string_view function, std::string_view apart) {
        const std::string written = fmt::format("{}({}, {}, points = 5)", function,
                                                text_of(place_of(left)), text_of(place_of(right)));
        report.suggestion(fmt::format("`{}` has both ends, and its values are {}", written, apart),
                          {{place, written}});
    };
    propose("linspace", "equally far apart");
    if (*low > 0 && *high > 0) propose("logspace", "equal factors apart");
    return true;
}

/// Both readings, with their values where these are few.
ast::ExprId AstBuilder::report_bare_dots(NodeIndex op, ast::ExprId left, ast::ExprId right) {
    const SourceRange low = place_of(left);
    const SourceRange high = place_of(right);
    const SourceRange place = range(low.begin, high.end);
    if (is_range_of_floats(place, left, right)) return add(place, ast::Invalid{});
    const auto* first = std::get_if<ast::IntLiteral>(&file_.exprs[left].node);
    const auto* last = std::get_if<ast::IntLiteral>(&file_.exprs[right].node);
    auto report = sink_.report(diag::Code::E0107, place, text_of(high));
    const bool is_short = first != nullptr && last != nullptr && first->value < last->value &&
                          last->value - first->value <= 8;
    if (is_short)
        report.here(fmt::format("{} values or {}?", last->value - first->value,
                                last->value - first->value + 1));
    const auto help = [&](std::string_view dots, std::int64_t past, std::string_view like) {
        const std::string written = fmt::format("{}{}{}", text_of(low), dots, text_of(high));
        const std::string values = is_short ? " is " + listed(first->value, past) : std::string{};
        report.suggestion(fmt::format("`{}`{} ({})", written, values, like),
                          {{range_of(op), std::string(dots)}});
    };
    const std::int64_t end = is_short ? last->value : 0;
    help("..<", end,
         fmt::format("like Python's `range({}{})`",
                     is_zero(first) ? "" : fmt::format("{}, ", text_of(low)), text_of(high)));
    help("..=", end + 1, fmt::format("like Slurm's `--array={}-{}`", text_of(low), text_of(high)));
    return add(place, ast::Invalid{});
}

ast::ExprId AstBuilder::postfix(NodeIndex node) {
    std::vector<NodeIndex> parts;
    for (Cursor child = children(node); !child.is_done();)
        parts.push_back(child.take());
    const auto is_member = [&](NodeIndex part) { return kind_of(part) == NodeKind::member; };
    std::span<const NodeIndex> rest = parts;
    const auto call = std::ranges::find_if_not(rest.subspan(1), is_member);
    const auto path_length = static_cast<std::size_t>(call - rest.begin());
    const bool is_dotted_call = path_length > 1 && call != rest.end() &&
                                kind_of(*call) == NodeKind::call_suffix &&
                                is_plain_name(parts.front());
    ast::ExprId value =
        is_dotted_call ? dotted_call(rest.first(path_length + 1)) : expression(parts.front());
    for (const NodeIndex part : rest.subspan(is_dotted_call ? path_length + 1 : 1))
        value = suffixed(value, part);
    return value;
}

bool AstBuilder::is_plain_name(NodeIndex node) const {
    Cursor child = children(node);
    const bool begins_with_name = kind_of(node) == NodeKind::named && child.take() != Tree::nothing;
    return begins_with_name && child.is_done();
}

/// `run.env("HOME")`: names, then arguments.
ast::ExprId AstBuilder::dotted_call(std::span<const NodeIndex> parts) {
    const std::span<const NodeIndex> names = parts.first(parts.size() - 1);
    ast::Name callee{"", range(tree_[names.front()].begin, tree_[names.back()].end)};
    for (const NodeIndex part : names) {
        if (!callee.text.empty()) callee.text += '.';
        callee.text += text_of(children(part).take());
    }
    const NodeIndex call = children(parts.back()).take();
    const SourceRange place = range(callee.range.begin, tree_[call].end);
    return add(place, ast::Call{std::move(callee), arguments(call)});
}

ast::ExprId AstBuilder::suffixed(ast::ExprId base, NodeIndex suffix) {
    const SourceRange place = range(place_of(base).begin, tree_[suffix].end);
    const NodeKind kind = kind_of(suffix);
    if (kind == NodeKind::member)
        return add(place, ast::Member{base, name(children(suffix).take())});
    if (kind == NodeKind::subscript) {
        check_closed(suffix, '[');
        return add(place, ast::Index{base, expression_below(suffix)});
    }
    if (kind == NodeKind::with_suffix)
        return add(place, ast::With{base, block(children(suffix).take())});
    if (kind == NodeKind::without_suffix) return without(base, suffix, place);
    if (kind == NodeKind::as_suffix)
        return add(place, ast::Ascription{base, type(children(suffix).take())});
    auto report =
        sink_.report(diag::Code::E0116, range(tree_[suffix].begin, tree_[suffix].begin + 1), "(",
                     "only a function's name can be called");
    if (const auto* member = std::get_if<ast::Member>(&file_.exprs[base].node))
        report.help(member->name.text == "format"
                        ? "values enter a text by `${...}`: `\"lr=${lr}\"`"
                        : fmt::format("values have no methods; a function takes the value in "
                                      "parentheses: `{}(x)`",
                                      member->name.text));
    return add(place, ast::Invalid{});
}

ast::ExprId AstBuilder::without(ast::ExprId base, NodeIndex suffix, SourceRange place) {
    const NodeIndex list = children(suffix).take();
    check_closed(list, '[');
    ast::Without result{base, {}};
    Cursor names = children(list);
    while (!names.is_done())
        result.names.push_back(name(names.take()));
    return add(place, std::move(result));
}

} // namespace expc::parse
