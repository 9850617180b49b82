// SPDX-License-Identifier: MIT
// Types of spaces: which columns a block has and what types they have, without any value.
#pragma once

#include "compiler/sema/checker.hpp"

#include <map>

namespace expc::sema {

class SpaceChecker {
  public:
    SpaceChecker(Checker& checker, const Scope& scope) : checker_(checker), scope_(scope) {}

    /// The Space type of a `product { ... }` and its kin; reports what is wrong inside.
    Type infer(ExprRef block);
    /// `s with { lr in [...] }`: axes replaced in place, others appended.
    Type infer_with(ExprRef expression, const ast::With& node, const Type& base);

  private:
    void warn_of_similar_axis(const ast::Name& added);
    struct ColumnPlace {
        std::string name;
        SourceRange range;
        ExprRef via; ///< the space that brought it in, if any
        bool is_spread = false;
    };
    /// A space inside of another one, and whether it stands behind `...`.
    struct Inner {
        ExprRef space;
        bool is_spread;
    };
    /// A branch of a concat, or a case.
    struct Branch {
        Type type;
        SourceRange place;
        ExprRef value; ///< a space, or the row of a case
    };
    void report_other_columns(const Branch& without, const Branch& with,
                              const std::vector<std::string>& names);
    void check_block_arguments(ExprRef e, const ast::SpaceBlock& block);
    void collect(ExprRef block, const ast::Entry& entry);
    bool refuses_entry(const ast::Entry& entry);
    void refuse_case_column(ExprRef row);
    void collect_axis(ExprRef block, const ast::Axis& axis);
    void collect_random(ExprRef block, const ast::RandomAxis& axis);
    void collect_nested(ExprRef block, ast::ExprId space, bool is_spread);
    [[nodiscard]] static Type case_type(const ast::SpaceBlock& block);
    void check_case_name(const ast::Name& name);
    [[nodiscard]] static bool names_column(const ast::Assign& column);
    void refuse_part(const ast::Entry& entry);
    void report_other_case(ExprRef value, const Type& before, const Type& row);
    void collect_case(ExprRef block, const ast::Assign& branch);
    void add_column(const ast::Name& name, Type type, const Inner& via = {});
    void report_too_many(const ast::Name& name);
    void report_twice(const ColumnPlace& before, const ColumnPlace& again);
    [[nodiscard]] std::string brought_in(const ColumnPlace& column) const;
    void check_later(ExprRef block, const ast::Entry& entry);
    void check_concat();
    void report_circle(const std::vector<const ast::Assign*>& circle);
    void settle_derived(ExprRef block);
    void check_derived(ExprRef block, const ast::Assign& derived);
    [[nodiscard]] bool is_list_on_purpose(std::string_view column) const;
    void warn_of_whole_list(const ast::Name& name, ExprRef value, const Type& type);
    void warn_of_list_in_list(const ast::Name& name, ExprRef values, const Type& element);
    [[nodiscard]] Scope inner_scope() const;
    void report_runtime_axis(ExprRef values, const Scope& scope, SourceRange name_range);
    void report_secret_axis(ExprRef values, const Scope& scope);
    void report_no_list(ExprRef values, const Type& type, const std::string& name);
    [[nodiscard]] Type axis_element(ExprRef values, const std::string& name,
                                    SourceRange name_range);
    [[nodiscard]] std::string_view noun() const;
    void warn_if_it_hides(const ast::Name& name);
    void check_name(const ast::Name& name);

    Checker& checker_;
    const Scope& scope_;
    ast::SpaceKind kind_ = ast::SpaceKind::product;
    TypeFields columns_;
    std::map<std::string, SourceRange> case_names_;
    bool hides_columns_ = false; ///< a space inside cannot be read
    bool is_full_ = false;       ///< and that was reported
    std::vector<ColumnPlace> places_;
    std::vector<Branch> branches_; ///< of a concat
    std::vector<const ast::Assign*> derived_;
};

} // namespace expc::sema
