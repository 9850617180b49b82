// SPDX-License-Identifier: MIT
// A value of the language, known when a file compiles or (Runtime, Secret) only by name. Values are
// immutable and cheap to copy: payloads of strings, lists and records are shared. Paths, File and
// Dir are texts here; their types live in sema. A Space is not a Value.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace expc::algebra {

struct None {
    auto operator<=>(const None&) const = default;
};
/// Exact milliseconds.
struct Duration {
    std::int64_t milliseconds = 0;
    auto operator<=>(const Duration&) const = default;
};
/// Exact bytes.
struct Size {
    std::int64_t bytes = 0;
    auto operator<=>(const Size&) const = default;
};
/// What a job knows only when it runs.
enum class RuntimeKind : std::uint8_t {
    run_dir,    ///< `run.dir`
    node,       ///< `run.node`
    job_id,     ///< `run.job_id`
    variable,   ///< `run.env("NAME")`
    run_id,     ///< `run.id`: known per run, but computed after the space
    run_index,  ///< `run.index`
    run_name,   ///< `run.name`
    run_number, ///< run.index + 1, padded with zeros to `width` digits: the number in `tag(...)`
    attempt,    ///< `attempt`
    target_dir, ///< the folder of the target's runs: `run.dir` of another one is EXPERIMENT/ID
                ///< below
    secret,     ///< the content of a secret, which is never in the compiler
};
struct RuntimePart {
    RuntimeKind kind = RuntimeKind::run_dir;
    std::string variable;                        ///< for `variable`; for `secret` its name
    std::shared_ptr<const std::string> fallback; ///< `run.env("X", default = "...")`, else null
    std::uint32_t width = 0;                     ///< for `run_number`
};
/// Literal text, or a part that a job fills in.
using TextPart = std::variant<std::string, RuntimePart>;

class Value;
using List = std::vector<Value>;
/// Fields in declaration order.
using Record = std::vector<std::pair<std::string, Value>>;
template <typename T>
using Shared = std::shared_ptr<const T>;

/// A string of which some parts are known only when a job runs; at least one part is a RuntimePart.
struct RuntimeText {
    Shared<std::vector<TextPart>> parts;
};
/// The name of the secret that is the whole text; null for every other text.
[[nodiscard]] const std::string* secret_name(const RuntimeText& text);
struct Text {
    Shared<std::string> content;
};

class Value {
  public:
    using Storage = std::variant<None, bool, std::int64_t, double, Duration, Size, Text,
                                 Shared<List>, Shared<Record>, RuntimeText>;

    Value() = default;
    template <typename T>
    requires std::constructible_from<Storage, std::in_place_type_t<T>, T>
    static Value of(T content) {
        Value value;
        value.storage_.template emplace<T>(std::move(content));
        return value;
    }
    static Value text(std::string content);
    static Value list(List elements);
    static Value record(Record fields);

    [[nodiscard]] const Storage& storage() const { return storage_; }
    [[nodiscard]] bool is_none() const { return std::holds_alternative<None>(storage_); }
    template <typename T>
    [[nodiscard]] const T* get_if() const {
        return std::get_if<T>(&storage_);
    }
    /// The content of a Text; the value must be one.
    [[nodiscard]] const std::string& as_text() const { return *std::get<Text>(storage_).content; }

    /// Equality of the language: 1 == 1.0 (exactly, as numbers), none equals only none, lists
    /// element by element, records field by field in any order.
    friend bool operator==(const Value& left, const Value& right);

  private:
    Storage storage_;
};

/// The shortest decimal that reads back as the same double, written as Python's repr does: `1e-05`,
/// `0.0001`, `1.0`.
[[nodiscard]] std::string repr(double number);
/// The text of a value as a command word: Str, Int and Float only (others: an assertion of the
/// caller failed).
[[nodiscard]] std::string word_text(const Value& value);
/// For people and messages: strings quoted, durations `30m`, sizes `8GiB`, lists `[1, 2]`, records
/// `{a = 1}`.
[[nodiscard]] std::string display(const Value& value);
/// `2h30m`, `90s`, `500ms`, `7d`: the largest units first, exact; reads back as the same duration.
[[nodiscard]] std::string display(Duration duration);
/// `8GiB`, `500MB`, `1023B`: the largest unit that is exact.
[[nodiscard]] std::string display(Size size);
/// A run-time part as people write it: `run.dir`, `run.env("HOME")`.
[[nodiscard]] std::string runtime_part_name(const RuntimePart& part);
/// Compact JSON: none is null; records keep their order unless `sort_keys`.
[[nodiscard]] std::string to_json(const Value& value, bool sort_keys);

} // namespace expc::algebra
