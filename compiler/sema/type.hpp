// SPDX-License-Identifier: MIT
// The types of the language. A Type is a small value; what it is made of is shared and immutable.
// `invalid` is the type of whatever was already reported: it fits everywhere and silences
// followers.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace expc::sema {

enum class TypeKind : std::uint8_t {
    invalid,
    none,
    boolean,
    integer,
    real,
    text,
    literals, ///< a Str with a known set of values
    duration,
    size,
    host_path,
    platform_path,
    container_path,
    file,
    directory,
    secret,
    list,
    map,
    record,
    optional,
    runtime, ///< known only when a job runs
    space,   ///< fields: its columns
    distribution,
    mount,
    container,
    platform,
    experiment,
    constructed, ///< the value of a constructor such as `bind` or `taskfile`; name says which
    upstream,    ///< `each(X)`, `all(X)`, `gather(X)` before an output is picked; name is X
    // Only as expectations of fields:
    word,      ///< what may stand in a command
    env_value, ///< a word, a Secret, `prepend(...)`, or none
    any_path,  ///< a path as the run sees it
    one_of,    ///< the value of one of the constructors in `literals`
    anything,
};

class Type;
using TypeFields = std::vector<std::pair<std::string, Type>>;

/// How large a type is, itself included.
struct TypeExtent {
    std::size_t parts = 1;  ///< a type that stands in it twice counts twice
    std::size_t layers = 1; ///< inside one another

    void add(const Type& inner);
};

class Type {
  public:
    Type() = default;
    explicit Type(TypeKind kind) : kind_(kind) {}
    static Type list(Type element);
    static Type map(Type element);
    static Type optional(Type inner);
    static Type runtime(Type inner);
    static Type record(TypeFields fields);
    static Type space(TypeFields columns);
    static Type literals(std::vector<std::string> values);
    static Type constructed(std::string name);
    static Type one_of(std::vector<std::string> constructors);
    static Type upstream(std::string experiment, bool is_list);

    [[nodiscard]] TypeKind kind() const { return kind_; }
    [[nodiscard]] bool is(TypeKind kind) const { return kind_ == kind; }
    [[nodiscard]] bool is_invalid() const { return kind_ == TypeKind::invalid; }
    /// Of list, map, optional, runtime.
    [[nodiscard]] const Type& element() const;
    /// Of record and space.
    [[nodiscard]] const TypeFields& fields() const;
    /// Of literals and one_of.
    [[nodiscard]] const std::vector<std::string>& names() const;
    /// Of constructed and upstream.
    [[nodiscard]] const std::string& name() const;
    /// Of upstream: `all` and `gather` give lists.
    [[nodiscard]] bool is_list_of_upstream() const;
    [[nodiscard]] const Type* field(std::string_view name) const;
    [[nodiscard]] TypeExtent extent() const;

  private:
    struct Detail;
    static Type around(TypeKind kind, Type element);
    static Type of_fields(TypeKind kind, TypeFields fields);
    Type(TypeKind kind, std::shared_ptr<const Detail> detail);
    TypeKind kind_ = TypeKind::invalid;
    std::shared_ptr<const Detail> detail_;
};

/// Types without a part, for the signatures of built-in functions and columns.
inline const Type any_type(TypeKind::anything);
inline const Type int_type(TypeKind::integer);
inline const Type float_type(TypeKind::real);
inline const Type text_type(TypeKind::text);
inline const Type bool_type(TypeKind::boolean);

/// As people write it: `List<Float>`, `Float?`, `"ro" | "rw"`.
[[nodiscard]] std::string to_string(const Type& type);
/// With its article, for messages: `an Int`, `a Str`.
[[nodiscard]] std::string with_article(const Type& type);
/// The type with `Str` where it knows which texts there are: what `x with { ... }` may change.
[[nodiscard]] Type without_known_texts(const Type& type);
/// A value of this type, for messages: without what is known of its texts, so `["a", "b"]` is a
/// `List<Str>`.
[[nodiscard]] std::string described(const Type& type);

/// Whether a value of type `actual` may stand where `expected` is asked for.
[[nodiscard]] bool fits(const Type& actual, const Type& expected);
/// The type of a value that may be one or the other; nothing when they do not go together.
[[nodiscard]] std::optional<Type> unify(const Type& left, const Type& right);
/// The same where Int literals may become Floats, in fields of records too: an Int and a Float are
/// a Float.
[[nodiscard]] std::optional<Type> unify_numbers(const Type& left, const Type& right);
/// The type without an outer `?`.
[[nodiscard]] Type required(const Type& type);
/// Str, literal unions and paths: everything that is a text at compile time.
[[nodiscard]] bool is_text_like(const Type& type);
/// What may stand in a command or in `${...}` (ruling 33), without optional.
[[nodiscard]] bool is_word(const Type& type);
[[nodiscard]] bool is_number(const Type& type);

} // namespace expc::sema
