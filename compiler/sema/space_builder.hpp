// SPDX-License-Identifier: MIT
// From the description of a space to the symbolic space: evaluates axes, turns conditions into
// predicates over ordinals, and says in the user's words which law of the algebra was broken.
#pragma once

#include "compiler/algebra/build.hpp"
#include "compiler/sema/space_description.hpp"

namespace expc::sema {

/// A row of which only some columns are known; their values are kept by ordinal, for conditions
/// that are asked often.
class KnownColumns : public Row {
  public:
    KnownColumns(const algebra::Space& space, const std::vector<algebra::ColumnIndex>& columns);
    /// Sets all known columns by their ordinals, in the order given at construction.
    void set(std::span<const algebra::Ordinal> ordinals);
    [[nodiscard]] std::optional<Value> find(std::string_view name) const override;
    [[nodiscard]] algebra::Record all() const override;

  private:
    struct Known {
        std::string alias;
        std::string name;
        const algebra::Domain* domain;
        std::vector<Value> kept; ///< by ordinal, for small domains
        Value current;
    };
    std::vector<Known> columns_;
};

/// The columns of a space that an expression uses directly (`params`: all of them).
[[nodiscard]] std::vector<algebra::ColumnIndex> used_columns(ExprRef expression,
                                                             const algebra::Space& space);

class SpaceBuilder {
  public:
    explicit SpaceBuilder(Evaluator& evaluator) : evaluator_(evaluator) {}
    /// Nothing after an error.
    [[nodiscard]] std::optional<algebra::Space> build(const SpaceDescription& description);
    /// A condition of the program as a predicate; it holds references to `space` and to the
    /// evaluator.
    [[nodiscard]] algebra::Predicate predicate(ExprRef condition, const algebra::Space& space,
                                               bool negated);

  private:
    using Built = std::optional<algebra::Space>;
    Built build_product(const SpaceDescription& description);
    Built build_zip(const SpaceDescription& description);
    bool is_refused_guard(const SpaceItem& item, std::string_view block);
    Built build_concat(const SpaceDescription& description);
    Built build_sample(const SpaceDescription& description);
    Built build_cases(const SpaceDescription& description);
    Built build_table(const SpaceDescription& description);
    Built table_of(const algebra::List& rows, const std::vector<std::string>& dropped,
                   SourceRange range, const std::string& label);
    Built finished(algebra::Space rows, const SpaceDescription& description);
    Built item_space(const SpaceItem& item);
    Built add_guarded(algebra::Space space, const SpaceItem& item,
                      const SpaceDescription& description);
    Built add_derived(algebra::Space space, const SpaceDescription& description);
    void warn_of_constant(const algebra::Space& space, const algebra::Predicate& condition,
                          SourceRange place);
    Built add_one_derived(algebra::Space space, const SpaceItem& item);
    Built add_filters(algebra::Space space, const SpaceDescription& description);
    Built in_declared_order(algebra::Space space, const SpaceDescription& description);
    Built unwrap(algebra::Built built, SourceRange range, std::string_view what);
    std::optional<algebra::AxisSpec> axis_spec(const SpaceItem& item, const ast::Axis& axis);
    std::optional<algebra::Domain> axis_domain(ExprRef values, const ast::Name& name);
    bool check_repeats(ExprRef values, const ast::Name& name, const std::vector<Value>& list);
    std::optional<algebra::RandomSpec> random_spec(const SpaceItem& item,
                                                   const ast::RandomAxis& axis);
    [[nodiscard]] std::optional<std::int64_t> argument(const SpaceDescription& description,
                                                       std::string_view name, std::size_t position);

    Evaluator& evaluator_;
};

} // namespace expc::sema
