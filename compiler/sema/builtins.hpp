// SPDX-License-Identifier: MIT
// The built-in functions: names, what they take and how that is written. Their types are in
// check_calls.cpp, their values in evaluate_calls.cpp; a test compares the three.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace expc::sema {

enum class BuiltinId : unsigned char {
    to_int,
    to_float,
    to_str,
    round,
    floor,
    ceil,
    fixed,
    pad,
    abs,
    min,
    max,
    sum,
    len,
    sort,
    unique,
    reverse,
    join,
    split,
    replace,
    lower,
    upper,
    slug,
    range,
    linspace,
    logspace,
    count,
    tag,
    flags,
    hydra,
    env,
    file,
    dir,
    load_csv,
    load_json,
    load_yaml,
    rows,
    each,
    all,
    gather,
    uniform,
    loguniform,
    normal,
    randint,
    choice,
};

/// How many arguments a function takes, and which of them by name.
struct Arity {
    std::size_t least_positional;
    std::size_t most_positional;
    std::size_t least; ///< positional and named together
    /// Names, separated by blanks. The last of them name the last positions, as far as these
    /// may be left out.
    std::string_view named;
};

struct Builtin {
    std::string_view name;
    BuiltinId id;
    Arity arity;
    std::string_view usage;
};

[[nodiscard]] const Builtin* find_builtin(std::string_view name);
[[nodiscard]] std::span<const Builtin> all_builtins();

} // namespace expc::sema
