// SPDX-License-Identifier: MIT
// The fields of a record's value as values of C++; absent ones leave the target alone.
#pragma once

#include "compiler/sema/evaluator.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace expc::lower {

class RecordFields {
  public:
    explicit RecordFields(const algebra::Value& record) : record_(record) {}

    /// Nothing where the record has no such field, or `none`.
    [[nodiscard]] const algebra::Value* find(std::string_view name) const {
        const algebra::Value* field = sema::field_of(record_, name);
        return field == nullptr || field->is_none() ? nullptr : field;
    }
    void read(std::string_view name, std::optional<std::string>& target) const {
        if (const algebra::Value* value = find(name)) target = value->as_text();
    }
    void read(std::string_view name, std::vector<std::string>& target) const {
        const algebra::Value* value = find(name);
        if (value == nullptr) return;
        for (const algebra::Value& word : **value->get_if<algebra::Shared<algebra::List>>())
            target.push_back(algebra::word_text(word));
    }
    void read(std::string_view name, std::map<std::string, std::string>& target) const {
        for (const auto& [key, value] : entries(name))
            target[key] = value.as_text();
    }
    template <typename T>
    void read(std::string_view name, T& target) const {
        if (const algebra::Value* value = find(name)) target = *value->template get_if<T>();
    }
    template <typename T>
    void read(std::string_view name, std::optional<T>& target) const {
        if (const algebra::Value* value = find(name)) target = *value->template get_if<T>();
    }
    /// The entries of a map or record; none where it is absent.
    [[nodiscard]] algebra::Record entries(std::string_view name) const {
        const algebra::Value* value = find(name);
        if (value == nullptr) return {};
        return **value->get_if<algebra::Shared<algebra::Record>>();
    }

  private:
    const algebra::Value& record_;
};

} // namespace expc::lower
