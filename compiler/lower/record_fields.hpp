// SPDX-License-Identifier: MIT
// Values of the language as values of C++: a field that is absent, `none` or of another kind leaves
// its target alone.
#pragma once

#include "compiler/sema/evaluator.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace expc::lower {

/// False where the value is of another kind.
template <typename T>
bool read_value(const algebra::Value& value, T& target) {
    const T* content = value.get_if<T>();
    if (content != nullptr) target = *content;
    return content != nullptr;
}
inline bool read_value(const algebra::Value& value, std::string& target) {
    const bool is_text = value.get_if<algebra::Text>() != nullptr;
    if (is_text) target = value.as_text();
    return is_text;
}
/// The words of a list.
inline bool read_value(const algebra::Value& value, std::vector<std::string>& target) {
    const auto* list = value.get_if<algebra::Shared<algebra::List>>();
    if (list == nullptr) return false;
    target.clear();
    for (const algebra::Value& word : **list)
        target.push_back(algebra::word_text(word));
    return true;
}
inline bool read_value(const algebra::Value& value, std::vector<std::int64_t>& target) {
    const auto* list = value.get_if<algebra::Shared<algebra::List>>();
    if (list == nullptr) return false;
    target.clear();
    for (const algebra::Value& number : **list)
        target.push_back(*number.get_if<std::int64_t>());
    return true;
}
/// The texts of a map or record.
inline bool read_value(const algebra::Value& value, std::map<std::string, std::string>& target) {
    const auto* record = value.get_if<algebra::Shared<algebra::Record>>();
    if (record == nullptr) return false;
    for (const auto& [key, text] : **record)
        read_value(text, target[key]);
    return true;
}
template <typename T>
bool read_value(const algebra::Value& value, std::optional<T>& target) {
    T content{};
    const bool is_read = read_value(value, content);
    if (is_read) target = std::move(content);
    return is_read;
}

/// The fields of a record's value.
class RecordFields {
  public:
    explicit RecordFields(const algebra::Value& record) : record_(record) {}

    /// Nothing where the record has no such field, or `none`.
    [[nodiscard]] const algebra::Value* find(std::string_view name) const {
        const algebra::Value* field = sema::field_of(record_, name);
        return field == nullptr || field->is_none() ? nullptr : field;
    }
    template <typename T>
    void read(std::string_view name, T& target) const {
        if (const algebra::Value* value = find(name)) read_value(*value, target);
    }
    [[nodiscard]] std::optional<std::string> text(std::string_view name) const {
        std::optional<std::string> content;
        read(name, content);
        return content;
    }
    /// The entries of a map or record; none where it is absent.
    [[nodiscard]] algebra::Record entries(std::string_view name) const {
        const algebra::Value* value = find(name);
        const auto* record =
            value != nullptr ? value->get_if<algebra::Shared<algebra::Record>>() : nullptr;
        return record != nullptr ? **record : algebra::Record{};
    }

  private:
    const algebra::Value& record_;
};

} // namespace expc::lower
