// SPDX-License-Identifier: MIT
// The type checker: needs no values, so it works on files whose inputs are unknown. It reports each
// mistake once and gives `invalid` for what was reported. Int literals that stand for Floats are
// marked in their module on the way.
#pragma once

#include "compiler/ast/operators.hpp"
#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/sema/module.hpp"
#include "compiler/sema/object.hpp"
#include "compiler/sema/schema.hpp"
#include "compiler/sema/type.hpp"

#include <concepts>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace expc::sema {

/// Where an expression stands: decides which special names have a meaning.
enum class Place : std::uint8_t {
    constant,  ///< lets, inputs, axis values: no columns, no run
    draw,      ///< behind `~` in a sample
    space,     ///< filters, guards and derived columns
    field,     ///< an experiment's field: columns, params, run, self, inputs, outputs
    resources, ///< an experiment's resources: columns, params, self
    experiment_rule,
    platform,      ///< a platform's field: self
    platform_rule, ///< resources, run.name, total
};

/// Whether `run` has a meaning there.
[[nodiscard]] bool sees_run(Place place);

struct ShellPrefix;

/// The names around an expression. Copied when a construct adds a name or knows more about one.
struct Scope {
    const Module* module = nullptr;
    Place place = Place::constant;
    std::vector<std::pair<std::string, Type>> locals;
    const TypeFields* columns = nullptr;
    std::shared_ptr<const Object> self;
    std::vector<std::string> present; ///< names and members known not to be `none` here, as written
    const Type* old = nullptr;        ///< the type of `old`, right of a `with`
    std::string_view fixed_field;     ///< a field of an experiment that is the same for all runs
    const TypeFields* hidden_columns = nullptr; ///< the columns that such a field may not name
    bool hides_columns = false;                 ///< the space has columns that cannot be read
    bool has_broken_space = false; ///< a name may be one of the columns that nobody knows
    bool takes_upstream = false;   ///< `each(X)` may stand here: in `inputs` and `after`

    [[nodiscard]] Scope in(const Module* other) const;
    [[nodiscard]] Scope with_local(std::string name, Type type) const;
    [[nodiscard]] Scope knowing(const std::vector<std::string>& names) const;
    /// Whether a condition around says that what is written so is not `none`.
    [[nodiscard]] bool knows(std::string_view written) const;
};

/// A `target` with its objects read: what the plan is made of.
struct TargetObjects {
    std::string name; ///< the built name
    std::vector<std::shared_ptr<const Object>> experiments;
    std::vector<SourceRange> uses; ///< where the target names each experiment
    std::shared_ptr<const Object> platform;
    std::vector<Rule> rules; ///< of its block
    ExprRef max_runs;        ///< of its block, may be nothing
    SourceRange range;
    SourceRange platform_range;
};

/// Who wants a type: a field, an argument or an operator by its name, and where a field's name is
/// written.
struct Asker {
    std::string_view name;
    SourceRange place;

    Asker() = default;
    template <std::convertible_to<std::string_view> Name>
    Asker(const Name& asking) : name(asking) {}
    Asker(std::string_view field, SourceRange where) : name(field), place(where) {}
};

class Checker {
  public:
    Checker(diag::Sink& sink, const Sources& sources, const Schema& schema);

    /// Checks every declaration of a module, and every target of it.
    void check_module(const Module& module);

    /// Warns of declarations and imports of the root module that nothing uses; others are there for
    /// whoever imports them.
    void warn_unused(const Module& module);

    /// The type of an expression; `hint` is what the surroundings would like (literals follow it).
    Type infer(ExprRef expression, const Scope& scope, const Type* hint = nullptr);
    /// Reports E0302 or a better message unless the expression fits `expected`.
    Type expect(ExprRef expression, const Scope& scope, const Type& expected,
                const Asker& asker = {});
    /// The type of a declared thing.
    Type type_of(const Symbol& symbol);
    [[nodiscard]] Type resolve(const Module& module, ast::TypeId type);
    [[nodiscard]] Type resolve_name(const Module& module, const ast::NamedType& named);
    [[nodiscard]] Type resolve_generic(const Module& module, const ast::GenericType& generic,
                                       const SourceRange& range);

    /// The object of a definition, read and cached; nothing after an error.
    std::shared_ptr<const Object> object(const Symbol& definition);
    /// Checks all fields of an experiment or platform against the schema; false when anything was
    /// reported.
    bool check_object(const Object& object);
    /// The columns of an experiment's space (none: empty); nothing after an error in the space.
    std::optional<TypeFields> columns_of(const Object& experiment);
    void report_record_as_space(ExprRef value, const ast::Record& record);
    /// What `old` stands for in the value of a field `space`; nothing where it does not stand
    /// there.
    [[nodiscard]] ExprRef old_space(ExprRef space) const;
    /// Reads the experiments and the platform of a target; nothing after an error. `overrides` are
    /// applied last.
    std::optional<std::vector<ExprRef>> members_of(const Module& module, const ast::Target& target);
    bool add_member(ExprRef member, TargetObjects& target);
    void read_target_entry(const Module& module, const ast::Entry& entry, TargetObjects& target);
    /// The experiment or platform that an expression stands for, with the overrides of its name and
    /// of `target`; nothing after an error.
    std::shared_ptr<const Object> read_member(ExprRef expression, ast::Kind kind,
                                              const std::string& target);
    /// An object with the overrides of its name and, of an experiment, of `target`.
    std::shared_ptr<const Object> overridden(const std::shared_ptr<const Object>& read,
                                             const std::string& target);
    std::optional<TargetObjects> read_target(const Module& module, const ast::Target& target,
                                             SourceRange range);
    /// `--override`; those of experiments and platforms are layers of every target.
    std::vector<Override> overrides;
    /// Names that a condition proves to be present when it is true (or false).
    [[nodiscard]] std::vector<std::string> proved_present(ExprRef condition, bool when_true) const;

    [[nodiscard]] diag::Sink& sink() { return sink_; }
    [[nodiscard]] const Schema& schema() const { return schema_; }
    [[nodiscard]] const Sources& sources() const { return sources_; }
    /// An expression as it is written, in parentheses where it binds less tight than `level`.
    [[nodiscard]] std::string operand_text(ExprRef e, int level = ast::level::postfix) const;
    [[nodiscard]] std::string source_text(SourceRange range) const {
        return std::string(sources_.text(range));
    }

  private:
    friend class CallChecker;
    friend class SpaceChecker;
    friend class FieldChecker;

    // check_expressions.cpp
    Type type_of_space(const FieldNode& space);
    /// Reports a name of `let ... in` or of a comprehension that another name has already.
    void check_local(const ast::Name& name, const Scope& scope);
    Type infer_node(ExprRef expression, const Scope& scope, const Type* hint);
    Type infer_string(ExprRef expression, const ast::StringLiteral& literal, const Scope& scope,
                      const Type* hint);
    Type infer_list(ExprRef expression, const ast::List& list, const Scope& scope,
                    const Type* hint);
    Type infer_comprehension(ExprRef expression, const ast::Comprehension& node, const Scope& scope,
                             const Type* hint);
    Type infer_conditional(ExprRef expression, const ast::Conditional& node, const Scope& scope,
                           const Type* hint);
    Type infer_match(ExprRef expression, const ast::Match& node, const Scope& scope,
                     const Type* hint);
    void warn_of_unreached_arms(ExprRef e, const ast::Match& node);
    Type infer_record(ExprRef expression, const ast::Record& node, const Scope& scope,
                      const Type* hint);
    Type infer_range(ExprRef expression, const ast::Range& node, const Scope& scope);
    Type infer_without(ExprRef expression, const ast::Without& node, const Scope& scope);
    void check_changed(ExprRef expression, const ast::With& node, std::string_view owner,
                       const Scope& scope);
    Type infer_with(ExprRef expression, const ast::With& node, const Scope& scope);
    Type infer_ascription(ExprRef expression, const ast::Ascription& node, const Scope& scope);
    // check_operators.cpp
    Type infer_unary(ExprRef expression, const ast::Unary& node, const Scope& scope,
                     const Type* hint);
    Type infer_binary(ExprRef expression, const ast::Binary& node, const Scope& scope,
                      const Type* hint);
    [[nodiscard]] std::string as_one_text(ExprRef left, const Type& left_type, ExprRef right,
                                          const Type& right_type, ast::BinaryOp op) const;
    Type infer_arithmetic(ExprRef expression, const ast::Binary& node, const Scope& scope,
                          const Type* hint);
    Type infer_comparison(ExprRef expression, const ast::Binary& node, const Scope& scope);
    Type infer_membership(ExprRef expression, const ast::Binary& node, const Scope& scope);
    Type infer_logical(const ast::Binary& node, ExprRef expression, const Scope& scope);
    bool is_absent_operand(ExprRef operand, const Type& type, std::string_view use);
    void help_with_unit(diag::Builder& report, ExprRef number, const Type& quantity) const;
    // check_names.cpp
    Type infer_name(ExprRef expression, const ast::NameUse& node, const Scope& scope,
                    const Type* hint);
    Type type_of_name(ExprRef expression, const ast::NameUse& node, const Scope& scope,
                      const Type* hint);
    Type type_of_value(SourceRange use, const std::string& name, const Symbol& symbol);
    Type infer_special(ExprRef expression, const std::string& name, const Scope& scope);
    Type infer_member(ExprRef expression, const ast::Member& node, const Scope& scope);
    Type infer_self_member(ExprRef expression, const std::vector<ast::Name>& path,
                           const Scope& scope);
    Type infer_index(ExprRef expression, const ast::Index& node, const Scope& scope);
    Type member_of(ExprRef expression, const Type& base, const ast::Name& name, const Scope& scope);
    /// `each(train).model`: an output of another experiment.
    Type upstream_member(const Type& base, const ast::Name& name, const Scope& scope);
    void help_with_experiment(diag::Builder& report, ExprRef experiment, const ast::Name& field);
    Type run_member(const ast::Name& name, const Scope& scope);
    Type unknown_name(SourceRange range, const std::string& name, const Scope& scope,
                      const Type* hint);
    [[nodiscard]] bool lacks_imports(const Module& module) const;
    [[nodiscard]] bool is_fixed_for_all_runs(SourceRange range, const std::string& name,
                                             const Scope& scope);
    /// Says that a field which is the same for all runs depends on `name`.
    void report_fixed(SourceRange range, std::string_view field, std::string_view name);
    void help_with_name(diag::Builder& report, SourceRange range, const std::string& name,
                        const Scope& scope, const Type* hint);
    Type unknown_member(const std::string& owner, const ast::Name& name,
                        const std::vector<std::string>& known);
    /// A name of the schema that has no braces behind it: `local`; whether it was one.
    bool report_bare_constructor(SourceRange range, const std::string& name);
    /// Whether a field is among `given`, perhaps misspelt: then that is the mistake, and not that
    /// it is missing.
    [[nodiscard]] bool is_given(std::string_view owner, const std::vector<std::string_view>& given,
                                std::string_view field) const;
    /// Reports the required fields of `owner` that are not given.
    void require_fields(std::string_view owner, const std::vector<std::string_view>& given,
                        SourceRange place);
    // check_declarations.cpp
    Type type_of_alias(const Symbol& symbol, const ast::TypeAlias& alias);
    /// Reports a declaration that needs itself, or one at the end of too long a chain.
    bool is_endless(const Symbol& symbol);
    Type infer_declaration(const Symbol& symbol);
    void check_declaration(const Symbol& symbol);
    Type check_input(const Module& module, const ast::Input& input);
    void check_secret(const Module& module, const ast::Secret& secret);
    void check_function(const Symbol& symbol, const ast::Fn& fn);
    void check_test(const Module& module, const ast::Test& test);
    void report_no_assertion(const Module& module, const ast::Entry& entry);
    void check_target(const Module& module, const ast::Target& target, SourceRange range);
    void check_member(const std::shared_ptr<const Object>& object);
    [[nodiscard]] std::string built_name(const Module& module, const ast::Target& target) const;
    bool mark_float(ExprRef expression);
    /// Makes Int literals Floats where `wanted` has Floats, in fields of records too; false after
    /// reporting an Int that is no literal.
    bool fit_numbers(ExprRef value, const Type& wanted, const Scope& scope);
    void not_one_of(SourceRange range, const Type& actual, const Type& wanted,
                    std::string_view what);
    bool has_foreign_elements(ExprRef expression, const Type& wanted, std::string_view what);
    // check_shell_texts.cpp
    /// Warns of a text with what only a shell would expand.
    void warn_of_shell_text(ExprRef word);
    void report_shell_text(ExprRef word, const ShellPrefix& found, const std::string& rest);
    /// Whether it warned of a value that lacks its braces.
    bool warn_of_bare_variables(ExprRef word, const Scope& scope);
    /// A secret where others could read it.
    void exposed_secret(ExprRef text, std::string_view place, std::string_view reason);
    void mismatch(ExprRef expression, const Type& actual, const Type& expected, const Asker& asker);
    void report_no_record(ExprRef value, const Symbol& symbol);
    void report_unitless(ExprRef expression, const Type& actual, const Type& wanted,
                         const Asker& asker);
    void help_mismatch(diag::Builder& report, ExprRef expression, const Type& actual,
                       const Type& wanted);
    [[nodiscard]] std::string example_of(std::string_view constructor) const;

    diag::Sink& sink_;
    bool wants_value_ = false; ///< a part of a text or an operand is read: no declared object
    std::map<std::pair<const Module*, std::string>, SourceRange> unknown_names_; ///< first uses
    std::vector<SourceRange> spaces_in_work_; ///< whose columns are being found
    std::set<SourceRange> circular_spaces_;   ///< a circle is one mistake
    std::map<ExprRef, ExprRef> old_spaces_;   ///< by values of fields `space` that ask for `old`
    const Sources& sources_;
    const Schema& schema_;
    std::map<Symbol, Type> types_;
    std::map<Symbol, Type> aliases_;
    ReadObjects objects_;
    /// The first target of each built name of a module; equal names that were written are duplicate
    /// declarations already.
    struct BuiltTarget {
        SourceRange range;
        bool is_named = false;
    };
    std::map<std::pair<const Module*, std::string>, BuiltTarget> built_targets_;
    std::vector<Symbol> in_progress_;
    /// Parts of the fields of an object that `outputs.log` or `self.env.HOME` name.
    struct OwnParts {
        std::vector<const FieldNode*> in_work;
        std::map<const FieldNode*, Type> types; ///< while any is in work
        bool is_too_long = false;               ///< a chain of them, and that was reported
    };
    OwnParts own_parts_;
};

} // namespace expc::sema
