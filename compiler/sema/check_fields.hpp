// SPDX-License-Identifier: MIT
// Checks the fields of experiments, platforms, mounts, containers and resources against the schema,
// and types `self`.
#pragma once

#include "compiler/sema/checker.hpp"

namespace expc::sema {

/// Reports a rule about runs and about their sum: it can be checked neither once nor for each run.
void check_rule_subject(diag::Sink& sink, const Rule& rule);

class FieldChecker {
  public:
    FieldChecker(Checker& checker, const Object& object) : checker_(checker), object_(object) {}

    /// Checks every field and rule.
    void check();
    /// The type of `self.a.b` for the path [a, b].
    Type type_of_path(ExprRef expression, const std::vector<ast::Name>& path, const Scope& scope);

  private:
    /// The object is owned by whoever checks it; `self` only borrows it for the time of the check.
    [[nodiscard]] std::shared_ptr<const Object> borrowed() const;
    [[nodiscard]] bool is_written_wrongly(std::string_view field) const;
    Type type_of_own(ExprRef use, const FieldNode& part, std::string_view first);
    [[nodiscard]] std::string_view owner() const;
    [[nodiscard]] bool is_known_present(ExprRef expression, const Scope& scope) const;
    [[nodiscard]] Scope scope_for(std::string_view field) const;
    void check_entries(const FieldNode& node, std::string_view owner, const Scope& scope);
    void check_record(const FieldNode& node, std::string_view owner, const Scope& scope);
    bool refuses_append(const FieldNode& node, const Type& wanted);
    void check_overlaid(const FieldNode& node, const Type& wanted, const Scope& scope);
    [[nodiscard]] std::string overlaid_record(const FieldNode& node, const Type& type);
    bool refuses_parts_of_values(const FieldNode& node, const Type& type);
    void refuse_parts(const FieldNode& node, const Type& type);
    static void help_with_axis(diag::Builder& report, const FieldNode& space,
                               const std::string& axis);
    void check_field(const FieldNode& node, const Type& wanted, const Scope& scope,
                     std::string_view what);
    [[nodiscard]] static bool is_known_unwritten(const Field& field);
    [[nodiscard]] static Scope scope_with_old(const FieldNode& node, const Type& type,
                                              const Scope& scope);
    [[nodiscard]] Type type_before(const FieldNode& node, const Type& wanted, const Scope& scope);
    void check_leaf(ExprRef value, const Type& wanted, const Scope& scope, const Asker& asker);
    void unknown_engine();
    [[nodiscard]] bool has_foreign_word(const FieldNode& node, std::string_view own);
    [[nodiscard]] std::string other_value(ExprRef column, ExprRef value) const;
    [[nodiscard]] std::string absence(ExprRef use, const std::string& column) const;
    void report_absent_behind(ExprRef flag, ExprRef word, const Type& type);
    void check_variant(const FieldNode& node, const Type& wanted, const Scope& scope,
                       std::string_view what);
    [[nodiscard]] static bool is_checked_apart(std::string_view field);
    void check_experiment_field(const FieldNode& node, const Field& field);
    void check_words(const FieldNode& node, const Scope& scope);
    void check_word_value(ExprRef value, const Scope& scope, std::string_view field);
    bool is_bare_flag(ExprRef word);
    bool names_program(ExprRef value, const ast::List& list);
    [[nodiscard]] Scope word_scope(ExprRef list, const ast::ListElement& element,
                                   const Scope& scope);
    void check_splice(ExprRef splice, const Scope& scope, std::string_view field);
    void check_word_list(ExprRef list, const Scope& scope, std::string_view field);
    void check_word(ExprRef word, const Type& type, ExprRef condition);
    bool has_absent_hole(ExprRef word, const Scope& scope);
    void offer_to_drop(ExprRef part, const Type& type, const std::string& how, diag::Edit edit);
    void report_absent(ExprRef word, ExprRef part, const Type& type, ExprRef condition);
    void check_steps(const FieldNode& node, const Type& wanted, const Scope& scope);
    void check_environment(const FieldNode& node, const Scope& scope);
    void check_outputs(const FieldNode& node, const Scope& scope);
    void check_upstreams(const FieldNode& node, const Scope& scope);
    bool refuses_record(const FieldNode& node, const Field& field);
    void check_wrap(const FieldNode& node, const Scope& scope);
    void check_after(const FieldNode& node, const Scope& scope);
    void check_parents(ExprRef list, const Scope& scope);
    void check_identity(const FieldNode& node, const Scope& scope);
    void check_identity_column(ExprRef column, const std::string& name, const Scope& scope);
    void check_rules();
    [[nodiscard]] bool has_unread_space() const;
    void check_required(const FieldNode& node, std::string_view owner);

    Checker& checker_;
    const Object& object_;
    TypeFields columns_;
    bool has_broken_space_ = false; ///< then `columns_` is empty
    bool hides_columns_ = false;    ///< and it has a spread, which may bring in any
    std::shared_ptr<const Object> self_;
};

} // namespace expc::sema
