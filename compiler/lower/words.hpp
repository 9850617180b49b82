// SPDX-License-Identifier: MIT
// From expressions to the texts and words of the plan. A string keeps its structure (each hole
// looks up its own columns); what cannot keep it becomes a table over the columns it depends on.
#pragma once

#include "compiler/lower/shapes.hpp"

namespace expc::lower {

class WordLowering {
  public:
    explicit WordLowering(const RunScope& scope) : scope_(scope) {}

    /// A text that every run has, such as a path; nothing after an error.
    [[nodiscard]] std::optional<ir::Text> text(ExprRef expression);
    [[nodiscard]] std::optional<ir::Text> text(const sema::FieldNode& node);
    /// The words of a field's list and of what `+=` adds to it; false after an error.
    bool words(const sema::FieldNode& field, ir::Words& words);
    /// The words of a list expression, appended to `words`; false after an error.
    bool words(ExprRef list, ir::Words& words);
    bool steps(const sema::FieldNode& field, std::vector<ir::Words>& steps);
    /// The steps of a list of lists; false after an error.
    bool steps(ExprRef list, std::vector<ir::Words>& steps);
    /// The variables of a record, written out or computed; false after an error.
    bool variables(const sema::FieldNode& record, std::vector<ir::Variable>& variables);
    /// One variable of an environment; several entries when its shape differs between runs.
    bool variable(const sema::FieldNode& node, std::vector<ir::Variable>& variables);

  private:
    bool word(ExprRef expression, const std::optional<ir::Condition>& when, ir::Words& words);
    bool splice(ExprRef expression, const std::optional<ir::Condition>& when, ir::Words& words);
    bool record_words(ExprRef call, ir::Words& words);
    bool column_words(ExprRef call, ColumnIndex column, ir::Words& words);
    bool computed_variables(const sema::FieldNode& record, std::vector<ir::Variable>& variables);
    bool computed_steps(ExprRef list, std::vector<ir::Words>& steps);
    bool refuse_step(SourceRange place, const std::string& mistake);
    bool word_table(ExprRef expression, ir::Words& words);
    bool variable_from_table(const std::string& name, ExprRef value,
                             std::vector<ir::Variable>& variables);
    [[nodiscard]] std::optional<ir::Condition> presence_of(ColumnIndex column) const;
    /// Which is reported.
    [[nodiscard]] bool is_too_long(const ir::Text& text, SourceRange place) const;
    std::optional<ir::Text> structured(ExprRef expression);
    std::optional<ir::Text> tag_text(ExprRef expression);
    [[nodiscard]] std::optional<std::vector<TextVariant>> variants(ExprRef expression);
    /// The columns of `params` or `params without [...]`; nothing for other records.
    [[nodiscard]] std::optional<std::vector<ColumnIndex>> columns_of_record(ExprRef record) const;
    /// Whether an expression is `old`, and that is what stood in a field.
    [[nodiscard]] bool is_old(ExprRef expression) const;
    [[nodiscard]] bool is_word_column(ExprRef expression) const;

    const RunScope& scope_;
    std::vector<const sema::FieldNode*> followed_; ///< whose values are being read
    std::vector<ExprRef> guards_; ///< conditions under which the current expression is evaluated
};

} // namespace expc::lower
