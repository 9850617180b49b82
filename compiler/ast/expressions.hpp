// SPDX-License-Identifier: MIT
// Expressions, and the entries that stand in braces. See ast.hpp for the whole tree.
#pragma once

#include "compiler/base/id.hpp"
#include "compiler/base/source.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace expc::ast {

struct Expr;
using ExprId = Id<Expr>;

/// A name as it was written, with its place.
struct Name {
    std::string text;
    SourceRange range;
};

struct Invalid {};
struct NoneLiteral {};
struct BoolLiteral {
    bool value;
};
struct IntLiteral {
    std::int64_t value;
};
struct FloatLiteral {
    double value;
};
/// `2h30m`, in milliseconds.
struct DurationLiteral {
    std::int64_t milliseconds;
};
/// `16GiB`, in bytes.
struct SizeLiteral {
    std::int64_t bytes;
};

/// Either text with its escapes resolved (hole is nothing) or the expression of a `${...}`.
struct StringPart {
    std::string text;
    ExprId hole;
    SourceRange range;
};
/// Adjacent text parts are merged; an empty string has no parts. Indentation of multi-line forms is
/// stripped.
struct StringLiteral {
    std::vector<StringPart> parts;
};

/// `lr`, `self`, `run`, `old`, `it`, `train`.
struct NameUse {
    std::string name;
};
/// `base.name`
struct Member {
    ExprId base;
    Name name;
};
/// `base[index]`
struct Index {
    ExprId base;
    ExprId index;
};

/// One argument of a call; `name` is empty for a positional one.
struct Argument {
    std::optional<Name> name;
    ExprId value;
};
/// `float(x)`, `flags(params, style = "--k v")`, `each(train)`. The callee of `run.env("HOME")` and
/// of a module's function `lab.scaled(x)` is one name with dots, `run.env`.
struct Call {
    Name callee;
    std::vector<Argument> arguments;
};

enum class UnaryOp : std::uint8_t { negate, logical_not };
struct Unary {
    UnaryOp op;
    ExprId operand;
};

enum class BinaryOp : std::uint8_t {
    multiply,
    divide,
    floor_divide,
    remainder,
    add,
    subtract,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    in,
    not_in,
    logical_and,
    logical_or,
};
struct Binary {
    BinaryOp op;
    SourceRange op_range;
    ExprId left;
    ExprId right;
};

/// `if c then a else b`
struct Conditional {
    ExprId condition;
    ExprId then_value;
    ExprId else_value;
};

/// `pattern => value`; a `_` pattern is nothing.
struct MatchArm {
    ExprId pattern;
    ExprId value;
    SourceRange range;
};
struct Match {
    ExprId subject;
    std::vector<MatchArm> arms;
};

/// `let a = e in body`
struct LetIn {
    Name name;
    ExprId value;
    ExprId body;
};

/// An element of a list: `value`, `...value`, `value if condition`.
struct ListElement {
    ExprId value;
    bool is_splice = false;
    ExprId condition; ///< nothing when there is no postfix `if`
    SourceRange range;
};
struct List {
    std::vector<ListElement> elements;
};
/// `[value for name in source if condition]`
struct Comprehension {
    ExprId value;
    Name name;
    ExprId source;
    ExprId condition; ///< may be nothing
};
/// `low..<high`, `low..=high`
struct Range {
    ExprId low;
    ExprId high;
    bool includes_high;
};

struct Entry;
/// The `{ ... }` of a record literal or of a block, with its entries in source order.
struct Block {
    std::vector<Entry> entries;
    SourceRange range; ///< with both braces
};

/// `{ cpus = 4, time = 30m }`
struct Record {
    Block block;
};
/// `slurm { ... }`, `bind("p")` is a Call; `product { ... }` is a SpaceBlock.
struct Constructor {
    Name name;
    Block block;
};

enum class SpaceKind : std::uint8_t { product, zip, concat, sample, cases };
/// `product(order = "first_fastest") { ... }`, `sample(20, 7) { ... }`
struct SpaceBlock {
    SpaceKind kind;
    SourceRange keyword;
    std::vector<Argument> arguments;
    Block block;
};

/// `base with { ... }`
struct With {
    ExprId base;
    Block block;
};
/// `base without [a, "b.c"]`: names of columns or fields, quoted or not.
struct Without {
    ExprId base;
    std::vector<Name> names;
};

struct TypeExpr;
using TypeId = Id<TypeExpr>;
/// `value as {lr: Float}`
struct Ascription {
    ExprId value;
    TypeId type;
};

struct Expr {
    SourceRange range;
    std::variant<Invalid, NoneLiteral, BoolLiteral, IntLiteral, FloatLiteral, DurationLiteral,
                 SizeLiteral, StringLiteral, NameUse, Member, Index, Call, Unary, Binary,
                 Conditional, Match, LetIn, List, Comprehension, Range, Record, Constructor,
                 SpaceBlock, With, Without, Ascription>
        node;
};

/// `a.b = value`, `a += value`; also a derived column, a record field, a branch of `cases`.
struct Assign {
    std::vector<Name> path; ///< at least one; a quoted key is one segment
    bool appends = false;   ///< `+=`
    ExprId value;
};
/// `unset a.b`
struct Unset {
    std::vector<Name> path;
};
/// `...base`
struct Spread {
    ExprId value;
};
/// `require condition when guard : message`
struct Require {
    ExprId condition;
    ExprId guard;   ///< may be nothing
    ExprId message; ///< may be nothing (then the message is the condition's text)
};
/// `lr in [..] when c was v`, `"optimizer.lr" as opt_lr in [...]`
struct Axis {
    Name name;
    std::optional<Name> alias;
    ExprId values;
    ExprId guard; ///< `when`, may be nothing
    ExprId was;   ///< may be nothing
};
/// `lr ~ loguniform(1e-5, 1e-2)`
struct RandomAxis {
    Name name;
    std::optional<Name> alias;
    ExprId distribution;
};
/// `where c`, `exclude c`
struct Filter {
    bool excludes;
    ExprId condition;
};
/// A nested `zip { ... }`, `product { ... }`, `rows(...)` that stands as an entry of a space.
struct Nested {
    ExprId space;
};
/// `assert c`, in tests.
struct Assert {
    ExprId condition;
};
/// `let a = e`, in tests.
struct LocalLet {
    Name name;
    ExprId value;
};

struct Entry {
    SourceRange range;
    std::string doc; ///< text of the `##` lines above, without `## `
    std::variant<Invalid, Assign, Unset, Spread, Require, Axis, RandomAxis, Filter, Nested, Assert,
                 LocalLet>
        node;
};

} // namespace expc::ast
