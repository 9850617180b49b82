// SPDX-License-Identifier: MIT
// Values of checked expressions. Evaluation is pure and bounded: a budget of steps and of bytes
// turns a blow-up into an error. After a mistake was reported the evaluator is `failed()` and
// further results mean nothing, without more messages.
#pragma once

#include "compiler/algebra/build.hpp"
#include "compiler/algebra/value.hpp"
#include "compiler/base/result.hpp"
#include "compiler/sema/checker.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

namespace expc::sema {

using algebra::Value;

/// The first part of a value that only a run or a job knows; null where there is none.
[[nodiscard]] const Value* part_of_run(const Value& value);

/// Elements of one list.
inline constexpr std::uint64_t list_limit = 10'000'000;

/// The columns of the row that an expression is evaluated for.
class Row {
  public:
    virtual ~Row() = default;
    /// The value of a column; nothing when there is none of that name.
    [[nodiscard]] virtual std::optional<Value> find(std::string_view name) const = 0;
    /// All columns in declaration order, by the names that flags print.
    [[nodiscard]] virtual algebra::Record all() const = 0;
};

/// A row of a symbolic space, by the ordinals of its columns.
class SpaceRow : public Row {
  public:
    explicit SpaceRow(const algebra::Space& space)
        : space_(&space), ordinals_(space.columns.size(), 0) {}
    void set(std::span<const algebra::Ordinal> ordinals) {
        ordinals_.assign(ordinals.begin(), ordinals.end());
    }
    void set(algebra::ColumnIndex column, algebra::Ordinal ordinal) { ordinals_[column] = ordinal; }
    [[nodiscard]] std::optional<Value> find(std::string_view name) const override;
    [[nodiscard]] algebra::Record all() const override;

  private:
    const algebra::Space* space_;
    std::vector<algebra::Ordinal> ordinals_;
};

/// How a target's platform changes what its runs see.
struct PlatformView {
    /// The place where a run sees a mount (ruling 27); nothing: the declared one.
    std::function<std::optional<Value>(const std::string& mount)> mount_place;
    /// The value of `each(X).out`, `all(X).out`: by the call and the output's name.
    std::function<std::optional<Value>(ExprRef call, const std::string& output, const Row* row)>
        upstream;
};

/// A run whose place in the space is known.
struct KnownRun {
    std::int64_t index = 0;
    std::string id;   ///< 20 hex digits
    std::string name; ///< run.name
};

/// What surrounds an expression when it is evaluated. Copied when a construct adds a name.
struct Environment {
    std::vector<std::pair<std::string_view, Value>> locals;
    const Row* row = nullptr;
    const Object* self = nullptr;
    const PlatformView* platform = nullptr;
    const Value* old = nullptr;
    std::uint64_t run_count = 0; ///< for the padding of `tag`
    /// Null: `run.id`, `run.index` and `run.name` are parts of texts that each run fills in.
    const KnownRun* run = nullptr;
    /// Values of special names such as `resources` and `total` in rules.
    std::vector<std::pair<std::string_view, Value>> specials;
};

struct SpaceDescription;

class Evaluator {
  public:
    struct Surroundings {
        std::function<Result<std::string>(const std::string&)> read_file;
        std::function<std::optional<std::string>(const std::string&)> environment;
    };
    Evaluator(Checker& checker, Surroundings surroundings);

    [[nodiscard]] Value evaluate(ExprRef expression, const Environment& environment);
    /// The value of a field node: its expression, its entries, `+=` and what lies under them.
    [[nodiscard]] Value evaluate(const FieldNode& node, const Environment& environment);
    /// The value of a top-level declaration, evaluated once.
    [[nodiscard]] Value value_of(const Symbol& symbol);
    /// A space expression; nothing after an error.
    [[nodiscard]] std::shared_ptr<const algebra::Space> space_of(ExprRef expression);
    /// The same from a description that was read already, for example to give the space its
    /// declared name in messages.
    std::shared_ptr<const algebra::Space>
    space_of(ExprRef expression, const std::shared_ptr<SpaceDescription>& description);

    [[nodiscard]] bool failed() const { return failed_; }
    /// Forgets a failure, so that the next expression can be evaluated.
    void recover() {
        failed_ = false;
        steps_ = 0;
    }

    /// The budget is meant for one expression; a condition that is asked for many rows has it for
    /// each.
    void forget_steps() { steps_ = 0; }

    /// A value given from outside (`--set`) to an input.
    void set_input(const Symbol& input, Value value) {
        given_.insert_or_assign(input, std::move(value));
    }
    /// Inputs that have no value although something needed one.
    [[nodiscard]] const std::vector<Symbol>& missing_inputs() const { return missing_; }
    /// Whether a missing input is an error (plan) or only keeps values unknown (check).
    void require_inputs(bool required) { inputs_are_required_ = required; }

    [[nodiscard]] Checker& checker() { return checker_; }
    [[nodiscard]] diag::Sink& sink() { return checker_.sink(); }
    /// Reports once per failure.
    template <typename... Arguments>
    std::optional<diag::Builder> fail(diag::Code code, SourceRange range,
                                      const Arguments&... arguments) {
        if (failed_) return std::nullopt;
        failed_ = true;
        return sink().report(code, range, arguments...);
    }
    /// Whether a condition is true; one that fails is not.
    [[nodiscard]] bool holds(ExprRef condition, const Environment& environment);
    /// Whether `work` computes with `run.id`, `run.index` or `run.name` where no run is known. Then
    /// it has failed without a message, which is forgotten: it can be done once more for each run.
    template <typename Work>
    [[nodiscard]] bool asks_for_run(const Work& work) {
        may_ask_for_run_ = true;
        work();
        may_ask_for_run_ = false;
        return take_question();
    }
    /// Reports a value that must be known here, if only a run or a job knows it.
    bool is_known(const Value& value, ExprRef place, std::string_view user) {
        return value.get_if<algebra::RuntimeText>() == nullptr || !refuses(value, place, user);
    }
    /// The same for a value that is compared or ordered with all its elements and fields.
    bool is_known_throughout(const Value& value, ExprRef place, std::string_view user) {
        const bool is_list = value.get_if<algebra::Shared<algebra::List>>() != nullptr;
        if (is_list && kept_lists_.contains(place)) return true; // of literals, for every row
        const Value* part = part_of_run(value);
        return part == nullptr || !refuses(*part, place, user);
    }
    /// Checks a value against the `where` of an input and those of its written type; reports the
    /// first that it breaks, and fails.
    void check_rule(const Symbol& owner, ast::TypeId type, ExprRef rule, const Value& value,
                    SourceRange place);
    /// Checks a value and its parts against the rules of the types that a written type names.
    void check_type_rules(const Module& module, ast::TypeId type, const Value& value,
                          SourceRange place);
    /// Reports a text from outside that is not absolute although its type is a path that must be.
    bool check_path(const Type& type, const std::string& text, SourceRange place);
    /// A file's content for `load_*`, relative to the module that names it.
    [[nodiscard]] std::optional<std::string> read_data(ExprRef place, const std::string& path);

  private:
    friend class CallEvaluator;
    friend class IndependentParts;
    Value evaluate_node(ExprRef e, const Environment& environment);
    Value evaluate_string(ExprRef e, const ast::StringLiteral& node,
                          const Environment& environment);
    Value evaluate_name(ExprRef e, const ast::NameUse& node, const Environment& environment);
    Value evaluate_member(ExprRef e, const ast::Member& node, const Environment& environment);
    Value evaluate_index(ExprRef e, const ast::Index& node, const Environment& environment);
    Value evaluate_unary(ExprRef e, const ast::Unary& node, const Environment& environment);
    Value evaluate_binary(ExprRef e, const ast::Binary& node, const Environment& environment);
    Value evaluate_logical(ExprRef e, const ast::Binary& node, const Environment& environment);
    Value evaluate_match(ExprRef e, const ast::Match& node, const Environment& environment);
    Value made_list(ExprRef e, const ast::List& node, const Environment& environment);
    Value evaluate_list(ExprRef e, const ast::List& node, const Environment& environment);
    Value evaluate_comprehension(ExprRef e, const ast::Comprehension& node,
                                 const Environment& environment);
    Value evaluate_range(ExprRef e, const ast::Range& node, const Environment& environment);
    Value evaluate_record(ExprRef e, const ast::Block& block, const Environment& environment);
    Value evaluate_with(ExprRef e, const ast::With& node, const Environment& environment);
    Value evaluate_without(ExprRef e, const ast::Without& node, const Environment& environment);
    Value evaluate_ascription(ExprRef e, const ast::Ascription& node,
                              const Environment& environment);
    Value evaluate_self(ExprRef e, std::span<const std::string_view> path,
                        const Environment& environment);
    Value evaluate_input(const Symbol& symbol, const ast::Input& input);
    Value run_part(std::string_view name, const Environment& environment);
    bool take_question();
    /// True, after a message or a question, for a value that `user` does not take.
    bool refuses(const Value& value, ExprRef place, std::string_view user);
    bool spend(ExprRef e, std::uint64_t steps);
    /// Spends what it costs to make a value with all its parts, or to look at them; false when it
    /// is too much.
    bool spend_on(ExprRef e, const Value& value);
    bool spend_on_bytes(ExprRef e, std::uint64_t bytes);
    /// The value, which was made here; nothing when it costs too much.
    Value paid(ExprRef e, Value made);
    /// The list `first`, `first + step`, ...; nothing after an error: it would be too long.
    Value integer_list(ExprRef e, std::int64_t first, std::uint64_t count, std::int64_t step);
    Value too_many_elements(ExprRef e);
    bool contains(ExprRef e, const Value& haystack, const Value& needle);
    bool contains(ExprRef e, const algebra::List& haystack, const Value& needle);

    // evaluate_rules.cpp
    /// A part of a value that breaks a rule.
    struct BrokenRule {
        ExprRef rule;
        std::string subject; ///< whose rule it is
        Value part;
        std::string path; ///< from the whole value to the part: `[2].lr`; empty is all of it
    };
    /// Whether a written type or a part of it has a rule: lists of others are not walked.
    bool has_rules(const Module& module, ast::TypeId type);
    /// What a value breaks first; nothing where it keeps all rules or one cannot be evaluated.
    std::optional<BrokenRule> broken_rule(const Module& module, ast::TypeId type,
                                          const Value& value);
    std::optional<BrokenRule> broken_by(ExprRef rule, const std::string& subject,
                                        const Value& value);
    std::optional<BrokenRule> broken_in_list(const Module& module, ast::TypeId element,
                                             const algebra::List& list);
    std::optional<BrokenRule> broken_in_field(const Module& module, ast::TypeId type,
                                              const std::string& name, const Value& value);
    void report_broken(const BrokenRule& broken, SourceRange place);

    Checker& checker_;
    Surroundings surroundings_;
    std::map<std::pair<const Module*, ast::TypeId>, bool> has_rules_;
    std::map<Symbol, Value> values_;
    std::map<ExprRef, Value> kept_lists_;
    std::set<Symbol> broken_; ///< those of `values_` that failed: who needs one fails, too
    std::map<Symbol, Value> given_;
    std::vector<Symbol> missing_;
    std::vector<Symbol> evaluating_;
    using OwnField = std::pair<const Object*, std::string>;
    /// Reports fields that name each other, once for each circle.
    void report_circle(ExprRef place, std::vector<OwnField> circle);
    std::vector<OwnField> resolving_;
    std::set<OwnField> in_circles_; ///< that were reported
    std::map<ExprRef, std::shared_ptr<const algebra::Space>> spaces_;
    std::size_t depth_ = 0; ///< of expressions inside expressions, through calls and declarations
    bool failed_ = false;
    bool inputs_are_required_ = true;
    bool may_ask_for_run_ = false;
    bool asks_for_run_ = false;
    std::uint64_t steps_ = 0;
};

/// Parts that do not need each other: a mistake in one does not hide those in the next. Behind the
/// last one the evaluator has failed if it did in any of them.
class IndependentParts {
  public:
    explicit IndependentParts(Evaluator& evaluator)
        : evaluator_(evaluator), had_failed_(evaluator.failed()) {}
    IndependentParts(const IndependentParts&) = delete;
    IndependentParts& operator=(const IndependentParts&) = delete;
    ~IndependentParts() { evaluator_.failed_ = failed(); }

    /// Stands between two parts.
    void next() {
        if (had_failed_ || !evaluator_.failed()) return;
        has_broken_ = true;
        evaluator_.recover();
    }
    [[nodiscard]] bool failed() const { return has_broken_ || evaluator_.failed(); }

  private:
    Evaluator& evaluator_;
    bool had_failed_;
    bool has_broken_ = false;
};

/// Appends a part to a text whose pieces may be known only in a job.
void append_part(std::vector<algebra::TextPart>& parts, const Value& value);
/// A text value of parts: plain when all are literal.
[[nodiscard]] Value text_of(std::vector<algebra::TextPart> parts);
/// The parts of a word value.
[[nodiscard]] std::vector<algebra::TextPart> parts_of(const Value& value);
/// What a field of `resources` stands for that nobody wrote (ruling 37); none for other names.
[[nodiscard]] Value resource_default(std::string_view name);
/// Whether all parts of a text that is completed later are names and numbers of its run: digits,
/// letters and dashes, known as soon as the runs are laid out.
[[nodiscard]] bool is_named_by_run(const Value& value);
/// `value.field` of a record; nothing when there is none.
[[nodiscard]] const Value* field_of(const Value& record, std::string_view name);
/// The hidden name of what a record stands for: a mount's or container's name, or its constructor.
[[nodiscard]] std::string tag_of(const Value& record);

} // namespace expc::sema
