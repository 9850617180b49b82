// SPDX-License-Identifier: MIT
// The fields of a platform as values of C++.
#pragma once

#include "compiler/lower/record_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace expc::lower {

using algebra::Value;

/// What no engine reads in another way.
[[nodiscard]] inline bool is_plain_word(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
        return c > ' ' && c != 0x7f && c != ',' && c != ':';
    });
}
inline constexpr std::string_view rule_of_plain_words =
    "one word: not empty, and without blanks, `,` and `:`";

/// Whether all rules hold; each of them was asked, so that each mistake is told.
[[nodiscard]] inline bool hold(std::initializer_list<bool> rules) {
    return std::ranges::find(rules, false) == rules.end();
}

/// Evaluates the fields of a platform by name; absent ones leave the target alone. A mistake in one
/// does not hide those in the others: the evaluator has failed when this goes.
class FieldValues {
  public:
    FieldValues(sema::Evaluator& evaluator, const sema::Object& object,
                const sema::Environment& environment)
        : evaluator_(evaluator), object_(object), environment_(environment), parts_(evaluator) {}

    [[nodiscard]] std::optional<Value> find(std::string_view name) const {
        const sema::FieldNode* node = object_.field(name);
        if (node == nullptr) return std::nullopt;
        parts_.next();
        Value value = evaluator_.evaluate(*node, environment_);
        return value.is_none() ? std::nullopt : std::optional(std::move(value));
    }
    template <typename T>
    void read(std::string_view name, T& target) const {
        if (const auto value = find(name)) read_value(*value, target);
    }
    [[nodiscard]] SourceRange range(std::string_view name) const {
        return object_.field(name)->range;
    }
    /// Before a part of the platform that this does not evaluate.
    void next() const { parts_.next(); }
    /// False, after an error at the field whose value breaks a rule.
    bool refuse(std::string_view name, const std::string& rule) const {
        parts_.next();
        evaluator_.fail(diag::Code::E0309, range(name), fmt::format("`{}`", name), rule);
        return false;
    }
    /// False after an error at the field if one of its texts is not a plain word.
    bool are_plain_words(std::string_view name,
                         const std::map<std::string, std::string>& texts) const {
        return std::ranges::all_of(texts,
                                   [](const auto& each) { return is_plain_word(each.second); }) ||
               refuse(name, std::string(rule_of_plain_words));
    }
    /// False after an error at the field whose number is too small.
    bool at_least(std::string_view name, std::int64_t given, std::int64_t least) const {
        return given >= least || refuse(name, fmt::format("at least {}, not {}", least, given));
    }

    /// False after an error at a path that is there and empty, or that scripts, lists of files and
    /// records would read as more than one line.
    [[nodiscard]] bool is_path(std::string_view name) const {
        const auto value = find(name);
        const auto* path = value ? value->get_if<algebra::Text>() : nullptr;
        if (path == nullptr) return true;
        const std::string& text = value->as_text();
        const bool is_one = !text.empty() && std::ranges::none_of(text, [](unsigned char c) {
            return c < 0x20 || c == 0x7f;
        });
        return is_one || refuse(name, "a path: not empty, and without newlines or other control "
                                      "characters");
    }
    /// False after an error at a duration or size that is there and nothing.
    [[nodiscard]] bool is_something(std::string_view name) const {
        const auto value = find(name);
        const auto* duration = value ? value->get_if<algebra::Duration>() : nullptr;
        const auto* size = value ? value->get_if<algebra::Size>() : nullptr;
        const bool is_nothing = (duration != nullptr && duration->milliseconds <= 0) ||
                                (size != nullptr && size->bytes <= 0);
        return !is_nothing || refuse(name, "more than nothing");
    }

  private:
    sema::Evaluator& evaluator_;
    const sema::Object& object_;
    const sema::Environment& environment_;
    mutable sema::IndependentParts parts_;
};

} // namespace expc::lower
