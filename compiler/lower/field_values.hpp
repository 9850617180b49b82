// SPDX-License-Identifier: MIT
// The fields of a platform as values of C++.
#pragma once

#include "compiler/sema/evaluator.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

namespace expc::lower {

using algebra::Value;

/// Reads the fields of a platform by name and type; absent ones leave the target alone.
class FieldValues {
  public:
    FieldValues(sema::Evaluator& evaluator, const sema::Object& object,
                const sema::Environment& environment)
        : evaluator_(evaluator), object_(object), environment_(environment) {}

    [[nodiscard]] std::optional<Value> find(std::string_view name) const {
        const sema::FieldNode* node = object_.field(name);
        if (node == nullptr) return std::nullopt;
        Value value = evaluator_.evaluate(*node, environment_);
        return value.is_none() ? std::nullopt : std::optional(std::move(value));
    }
    void read(std::string_view name, std::optional<std::string>& target) const {
        if (const auto value = find(name); value && value->get_if<algebra::Text>() != nullptr)
            target = value->as_text();
    }
    void read(std::string_view name, std::string& target) const {
        if (const auto value = find(name); value && value->get_if<algebra::Text>() != nullptr)
            target = value->as_text();
    }
    template <typename T>
    void read(std::string_view name, T& target) const {
        if (const auto value = find(name); value && value->template get_if<T>() != nullptr)
            target = *value->template get_if<T>();
    }
    template <typename T>
    void read(std::string_view name, std::optional<T>& target) const {
        if (const auto value = find(name); value && value->template get_if<T>() != nullptr)
            target = *value->template get_if<T>();
    }
    [[nodiscard]] std::vector<std::string> words(std::string_view name) const {
        std::vector<std::string> result;
        const auto value = find(name);
        const auto* list = value ? value->get_if<algebra::Shared<algebra::List>>() : nullptr;
        if (list == nullptr) return result;
        for (const Value& element : **list)
            result.push_back(algebra::word_text(element));
        return result;
    }
    [[nodiscard]] SourceRange range(std::string_view name) const {
        return object_.field(name)->range;
    }
    /// False after an error at the field whose number is too small.
    bool at_least(std::string_view name, std::int64_t given, std::int64_t least) const {
        if (given >= least) return true;
        evaluator_.fail(diag::Code::E0309, range(name), fmt::format("`{}`", name),
                        fmt::format("at least {}, not {}", least, given));
        return false;
    }

  private:
    sema::Evaluator& evaluator_;
    const sema::Object& object_;
    const sema::Environment& environment_;
};

} // namespace expc::lower
