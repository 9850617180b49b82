// SPDX-License-Identifier: MIT
// Types of calls: user functions, built-in functions, constructors in parentheses, and references
// to other experiments.
#pragma once

#include "compiler/sema/builtins.hpp"
#include "compiler/sema/checker.hpp"

namespace expc::sema {

/// The arguments of a call by position and by name.
struct Arguments {
    std::vector<ExprRef> positional;
    std::vector<std::pair<ast::Name, ExprRef>> named;

    Arguments(ExprRef call, const std::vector<ast::Argument>& arguments);
    /// The argument of this name, or the one at `position`; nothing when it is not given.
    [[nodiscard]] ExprRef find(std::string_view name, std::size_t position) const;
};

/// What is called: a function, or the word before the arguments of a space.
struct Callee {
    std::string_view name;
    Arity arity;
    std::string_view usage; ///< how it is called right
    SourceRange declared{}; ///< of a function of the program
};

/// Reports names that no shell can set, and those that are expc's.
void check_variable_name(diag::Sink& sink, const std::string& name, SourceRange place);
/// Reports a name that no variable of an environment can have; `place` reads such a variable.
void check_read_variable(diag::Sink& sink, const std::string& name, SourceRange place);
[[nodiscard]] bool is_variable_name(std::string_view name);
/// The text of a literal without holes; nothing for other expressions.
[[nodiscard]] std::optional<std::string> plain_text(ExprRef e);

/// Reports arguments that the callee does not take, has already, or needs; false after an error.
[[nodiscard]] bool check_arguments(diag::Sink& sink, SourceRange call, const Callee& callee,
                                   const Arguments& arguments);

class CallChecker {
  public:
    CallChecker(Checker& checker, const Scope& scope) : checker_(checker), scope_(scope) {}

    Type infer(ExprRef expression, const ast::Call& call, const Type* hint);
    /// The same for the value before `as`: of a data file `as` says what it holds.
    Type infer_ascribed(ExprRef expression, const ast::Call& call, const Type& wanted);
    Type infer_constructor(ExprRef expression, const ast::Constructor& node);
    Type infer_function(ExprRef expression, const ast::Call& call, const Symbol& symbol);

  private:
    void unknown_function(ExprRef expression, const ast::Call& call);
    Type infer_builtin(ExprRef expression, const Builtin& builtin, const Arguments& arguments,
                       const Type* hint);
    Type infer_numeric(ExprRef expression, const Builtin& builtin, const Arguments& arguments,
                       const Type* hint);
    Type infer_list_function(ExprRef expression, const Builtin& builtin,
                             const Arguments& arguments);
    Type infer_text_function(const Builtin& builtin, const Arguments& arguments);
    Type infer_source(const Builtin& builtin, ExprRef argument);
    Type infer_words(const Builtin& builtin, const Arguments& arguments);
    Type infer_distribution(ExprRef expression, const Builtin& builtin, const Arguments& arguments);
    bool names_columns(ExprRef call, ExprRef by, const std::string& experiment);
    Type infer_upstream(ExprRef expression, const Builtin& builtin, const Arguments& arguments);
    void unknown_constructor(const ast::Constructor& node);
    void refuse_entry(ExprRef block, const std::string& owner, const ast::Entry& entry);
    void refuse_part(ExprRef block, const std::string& owner, const ast::Entry& entry,
                     const ast::Assign& assign);
    void check_script(ExprRef script);
    Type infer_run_env(ExprRef e, const Arguments& arguments);
    [[nodiscard]] static bool has_form_in_hydra(const Type& type);
    void check_flag_value(ExprRef record, const std::string& name, const Type& type,
                          const Builtin& builtin);

    Checker& checker_;
    const Scope& scope_;
    bool is_ascribed_ = false;
};

} // namespace expc::sema
