// SPDX-License-Identifier: MIT
// The printer behind print.hpp. Inside compiler/ast only.
//   print.cpp the public functions and declarations   print_entries.cpp   print_expressions.cpp
//   print_literals.cpp
#pragma once

#include "compiler/ast/ast.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace expc::ast {

class Printer {
  public:
    explicit Printer(const File& file) : file_(file) {}

    [[nodiscard]] std::string take() { return std::move(out_); }

    // print.cpp
    void declaration(const Declaration& declaration);

    // print_expressions.cpp: in parentheses if the form binds looser than `lowest` (levels of
    // operators.hpp).
    void expression(ExprId id, int lowest);
    void type(TypeId id);

  private:
    template <typename Range, typename Print>
    void separated(const Range& range, std::string_view separator, Print print);
    void write(std::string_view text) { out_ += text; }
    void next_line();

    // print.cpp
    void content(const Use& use);
    void content(const Input& input);
    void content(const Secret& secret);
    void content(const Let& let);
    void content(const Fn& fn);
    void content(const TypeAlias& alias);
    void content(const Definition& definition);
    void content(const Target& target);
    void content(const Test& test);
    void content(const Invalid&);
    void typed_name(const Name& name, TypeId type);
    void rule(ExprId rule);
    [[nodiscard]] bool is_dotted_name(ExprId id) const;
    void platform(ExprId id);
    void spread_out(ExprId id);

    // print_entries.cpp
    void block_in_line(const Block& block);
    void block_in_lines(const Block& block);
    void doc(const std::string& text);
    void entry(const Entry& entry);
    void path(const std::vector<Name>& names);
    void column(const Name& name, const std::optional<Name>& alias);
    void clause(std::string_view word, ExprId value);

    // print_expressions.cpp
    void form(const Invalid&);
    void form(const NoneLiteral&);
    void form(const BoolLiteral& literal);
    void form(const IntLiteral& literal);
    void form(const FloatLiteral& literal);
    void form(const DurationLiteral& literal);
    void form(const SizeLiteral& literal);
    void form(const StringLiteral& literal);
    void form(const NameUse& use);
    void form(const Member& member);
    void form(const Index& index);
    void form(const Call& call);
    void form(const Unary& unary);
    void form(const Binary& binary);
    void form(const Conditional& conditional);
    void form(const Match& match);
    void form(const LetIn& let);
    void form(const List& list);
    void form(const Comprehension& comprehension);
    void form(const Range& range);
    void form(const Record& record);
    void form(const Constructor& constructor);
    void form(const SpaceBlock& space);
    void form(const With& with);
    void form(const Without& without);
    void form(const Ascription& ascription);
    void arguments(const std::vector<Argument>& arguments);
    void space_head(const SpaceBlock& space);

    void type_form(const Invalid&);
    void type_form(const NamedType& type);
    void type_form(const GenericType& type);
    void type_form(const OptionalType& type);
    void type_form(const RecordType& type);
    void type_form(const LiteralUnion& type);

    const File& file_;
    std::string out_;
    std::string indentation_;
};

template <typename Range, typename Print>
void Printer::separated(const Range& range, std::string_view separator, Print print) {
    bool is_first = true;
    for (const auto& item : range) {
        if (!is_first) write(separator);
        is_first = false;
        print(item);
    }
}

} // namespace expc::ast
