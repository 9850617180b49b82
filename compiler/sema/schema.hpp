// SPDX-License-Identifier: MIT
// What fields each record of the language has. Filled from schema.def, the only list of them.
#pragma once

#include "compiler/ast/ast.hpp"
#include "compiler/sema/type.hpp"

#include <map>
#include <span>
#include <string_view>

namespace expc::sema {

/// How a field may be left out.
enum class Presence : std::uint8_t { required, optional, has_default };

struct Field {
    std::string_view owner;
    std::string_view name;
    Type type;
    Presence presence;
    std::string_view default_text; ///< for has_default
    std::string_view documentation;
};

/// The table of all fields; built once per compilation.
class Schema {
  public:
    Schema();
    Schema(const Schema&) = delete;
    Schema& operator=(const Schema&) = delete;
    /// Nothing when `owner` has no such field.
    [[nodiscard]] const Field* find(std::string_view owner, std::string_view name) const;
    /// Each owner once, in the order of the table.
    [[nodiscard]] std::vector<std::string_view> owners() const;
    /// In the order of the table.
    [[nodiscard]] std::span<const Field> fields(std::string_view owner) const;
    [[nodiscard]] std::vector<std::string> field_names(std::string_view owner) const;
    /// The type of the whole record, for values that are built outside its own declaration.
    [[nodiscard]] Type record(std::string_view owner) const;

  private:
    std::vector<Field> table_;
    std::map<std::string_view, std::span<const Field>> by_owner_; ///< stretches of the table
};

/// The owner of the fields of a declaration of this kind: its keyword.
[[nodiscard]] std::string_view owner_of(ast::Kind kind);

/// Names that construct a variant with braces, and in parentheses when they have a principal field.
struct ConstructorRule {
    std::string_view name;
    std::string_view principal; ///< field filled by the parenthesised form; empty: braces only
};
[[nodiscard]] const ConstructorRule* find_constructor(std::string_view name);
/// All of them, for names that are nearly one.
[[nodiscard]] std::vector<std::string_view> constructor_names();
[[nodiscard]] bool is_engine(std::string_view name);

} // namespace expc::sema
