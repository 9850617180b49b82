// SPDX-License-Identifier: MIT
// The fields of a platform as values of C++.
#pragma once

#include "compiler/lower/record_fields.hpp"

#include <fmt/format.h>

#include <optional>
#include <string_view>

namespace expc::lower {

using algebra::Value;

/// Evaluates the fields of a platform by name; absent ones leave the target alone.
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
    template <typename T>
    void read(std::string_view name, T& target) const {
        if (const auto value = find(name)) read_value(*value, target);
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
