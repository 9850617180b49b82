// SPDX-License-Identifier: MIT
// Every node of the language on two pages: expressions and entries in expressions.hpp; types,
// declarations and the file here. The parser makes them from the lossless tree; nothing here
// knows a name's meaning or a type. Whether a form is allowed where it stands is decided later
// (compiler/sema), so that a broken or misplaced piece still gives a useful tree. `Invalid` marks
// what could not be read and silences followers.
//
// An `ast::File` owns the expressions of one source file; ExprId refers to them.
#pragma once

#include "compiler/ast/expressions.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace expc::ast {

struct NamedType {
    Name name; ///< Int, Float, Port, ...
};
/// `List<T>`, `Map<Str, T>`, `Runtime<T>`, `Space<row>`
struct GenericType {
    Name name;
    std::vector<TypeId> arguments;
};
/// `T?`
struct OptionalType {
    TypeId inner;
};
struct RecordTypeField {
    Name name;
    TypeId type;
};
/// `{lr: Float, seed: Int}`
struct RecordType {
    std::vector<RecordTypeField> fields;
};
/// `"ro" | "rw"`
struct LiteralUnion {
    std::vector<Name> values; ///< the strings' texts
};

struct TypeExpr {
    SourceRange range;
    std::variant<Invalid, NamedType, GenericType, OptionalType, RecordType, LiteralUnion> node;
};

/// `use "path" { a, b }` or `use "path" as lab`
struct Use {
    std::string path;
    SourceRange path_range;
    std::vector<Name> names;
    std::optional<Name> alias;
};
/// `input epochs: Int where it > 0 = 50`
struct Input {
    Name name;
    TypeId type;
    ExprId rule;          ///< `where`, may be nothing
    ExprId default_value; ///< may be nothing
};
/// `secret key = env("KEY")`
struct Secret {
    Name name;
    ExprId value;
};
/// `let x: Int = 3`
struct Let {
    Name name;
    TypeId type; ///< may be nothing
    ExprId value;
};
struct Parameter {
    Name name;
    TypeId type;
};
/// `fn f(x: Int) -> Int = x + 1`
struct Fn {
    Name name;
    std::vector<Parameter> parameters;
    TypeId result;
    ExprId body;
};
/// `type Port = Int where 1 <= it and it < 65536`
struct TypeAlias {
    Name name;
    TypeId type;
    ExprId rule; ///< may be nothing
};

enum class Kind : std::uint8_t { space, resources, mount, container, platform, experiment };
/// `KIND name = expr` or `KIND name { ... }`; the second form is a Record (for `space`: never
/// used).
struct Definition {
    Kind kind;
    SourceRange keyword;
    Name name;
    ExprId value;
};
/// `target name = experiments on platform { require ... }`
struct Target {
    SourceRange keyword;
    std::optional<Name> name;
    ExprId experiments;
    ExprId platform;
    std::optional<Block> block;
};
/// `test "name" { assert ... }`
struct Test {
    std::string name;
    SourceRange name_range;
    Block block;
};

struct Declaration {
    SourceRange range;
    std::string doc;
    std::variant<Invalid, Use, Input, Secret, Let, Fn, TypeAlias, Definition, Target, Test> node;
};

struct File {
    SourceId source;
    std::vector<Declaration> declarations;
    Table<Expr> exprs;
    Table<TypeExpr> types;
    /// What could not be read (and is reported): nobody knows what it would have declared or said.
    std::vector<SourceRange> skipped;
};

} // namespace expc::ast
