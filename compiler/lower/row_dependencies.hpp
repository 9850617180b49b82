// SPDX-License-Identifier: MIT
// Which columns an expression of an experiment depends on, through `self`, `inputs`, `outputs`,
// `params` and references to other experiments. An over-approximation: a column in a branch that is
// never taken still counts.
#pragma once

#include "compiler/sema/evaluator.hpp"

#include <set>

namespace expc::lower {

class RowDependencies {
  public:
    /// `upstream_columns` gives the columns that `each(X)` or `gather(X, by = ...)` joins on.
    using UpstreamColumns = std::function<std::vector<std::string>(sema::ExprRef call)>;
    RowDependencies(const sema::Object& object, const algebra::Space& space,
                    UpstreamColumns upstream_columns)
        : object_(object), space_(space), upstream_columns_(std::move(upstream_columns)) {}

    /// In column order, without repeats.
    [[nodiscard]] std::vector<algebra::ColumnIndex> of(sema::ExprRef expression) const;
    [[nodiscard]] std::vector<algebra::ColumnIndex> of(const sema::FieldNode& node) const;
    /// Whether the value changes from attempt to attempt.
    [[nodiscard]] bool has_attempt(const sema::FieldNode& node) const;
    /// The field that a chain `self.a.b`, `outputs.log` or `inputs.data` names; nothing for other
    /// expressions.
    [[nodiscard]] const sema::FieldNode* field_named_by(sema::ExprRef expression) const;

  private:
    struct Search {
        std::set<algebra::ColumnIndex> columns;
        std::set<const sema::FieldNode*> seen;
        std::vector<std::string> bound;
        bool has_attempt = false;
    };
    void add(sema::ExprRef expression, Search& search) const;
    void add(const sema::FieldNode& node, Search& search) const;

    const sema::Object& object_;
    const algebra::Space& space_;
    UpstreamColumns upstream_columns_;
};

} // namespace expc::lower
