// SPDX-License-Identifier: MIT
// Values of calls: user functions, built-in functions, data files, words for programs.
#pragma once

#include "compiler/sema/check_calls.hpp"
#include "compiler/sema/evaluator.hpp"

namespace expc::sema {

/// How `flags(...)` writes its words (ruling 26).
struct FlagStyle {
    bool is_spaced = false;  ///< `--k v` instead of `--k=v`
    bool has_dashes = false; ///< `batch_size` as `--batch-size`
    bool bools_as_values = false;
};
class CallEvaluator {
  public:
    CallEvaluator(Evaluator& evaluator, const Environment& environment)
        : evaluator_(evaluator), env_(environment) {}
    Value evaluate(ExprRef e, const ast::Call& call);
    /// The options of `flags(...)`.
    FlagStyle flag_style(const Arguments& arguments);
    /// `tag(...)`; without its entries only the name and the number.
    Value make_tag(const Value& name, const Arguments& arguments, bool with_entries);

  private:
    Value call_function(ExprRef e, const ast::Call& call, const Symbol& symbol);
    /// Reports an argument that is known in the job only, unless the function takes such texts.
    bool are_known(const Builtin& builtin, const Arguments& arguments,
                   const std::vector<Value>& values);
    Value count_of(ExprRef space);
    Value call_builtin(ExprRef e, const Builtin& builtin, const Arguments& arguments);
    Value convert(ExprRef e, BuiltinId id, const Value& value);
    Value round_number(ExprRef e, BuiltinId id, double number);
    Value absolute(ExprRef e, std::int64_t number);
    Value fixed(ExprRef e, double number, std::int64_t digits);
    Value pad(ExprRef e, std::int64_t number, std::int64_t width);
    Value extreme(ExprRef e, BuiltinId id, const algebra::List& values);
    Value sum(ExprRef e, const algebra::List& values);
    Value list_function(ExprRef e, BuiltinId id, const algebra::List& values);
    Value replace_in(ExprRef e, const std::string& text, const std::string& old,
                     const std::string& replacement);
    Value text_function(ExprRef e, BuiltinId id, const std::vector<Value>& arguments);
    Value range(ExprRef e, const Arguments& arguments);
    Value spaced(ExprRef e, BuiltinId id, const Arguments& arguments);
    Value run_env(const Arguments& arguments);
    Value make_words(BuiltinId id, const Value& record, const Arguments& arguments);
    bool is_harmless(BuiltinId id, const Arguments& arguments, const std::string& key,
                     const Value& value);
    /// The same for one that `user` computes with; nothing, with an error, where only a run knows
    /// it.
    [[nodiscard]] Value known_argument(std::string_view user, const Arguments& arguments,
                                       std::string_view name, std::size_t position);
    [[nodiscard]] Value argument(const Arguments& arguments, std::string_view name,
                                 std::size_t position);

    Evaluator& evaluator_;
    const Environment& env_;
};

// evaluate_numbers.cpp: values as the type that the checker found.

/// The elements of a list; none of another value.
[[nodiscard]] const algebra::List& as_list(const Value& value);
/// The number as a Float; 0 of another value.
[[nodiscard]] double as_real(const Value& value);
/// The Int; 0 of another value.
[[nodiscard]] std::int64_t as_int(const Value& value);
/// The order of texts, numbers and quantities, of one type each.
[[nodiscard]] bool is_less(const Value& a, const Value& b);

// evaluate_words.cpp: what a record becomes for a program.

/// One entry of `flags(...)`: its words (ruling 26), texts with the parts that a job fills in.
[[nodiscard]] std::vector<Value> flag_words(const std::string& name, const Value& value,
                                            const FlagStyle& style);
/// One entry of `hydra(...)`: `name=value` in Hydra's own grammar; records give several words.
[[nodiscard]] std::vector<Value> hydra_words(const std::string& name, const Value& value);
/// One entry of a tag, `__key_value`, or `__+key` and `__-key` for a Bool: the key without `_` and
/// `-`, the value with `-` for what is outside [A-Za-z0-9._+-].
[[nodiscard]] Value tag_entry(const std::string& name, const Value& value);
/// `slug(x)`
[[nodiscard]] std::string slug(std::string_view text);

} // namespace expc::sema
