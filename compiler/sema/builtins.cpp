// SPDX-License-Identifier: MIT
#include "compiler/sema/builtins.hpp"

#include <algorithm>
#include <array>

namespace expc::sema {

namespace {

// clang-format off
constexpr auto builtins = [] { using enum BuiltinId; return std::array{
    Builtin{"int",        to_int,     {1, 1, 1, ""}, "int(x)"},
    Builtin{"float",      to_float,   {1, 1, 1, ""}, "float(x)"},
    Builtin{"str",        to_str,     {1, 1, 1, ""}, "str(x)"},
    Builtin{"round",      round,      {1, 1, 1, ""}, "round(x)"},
    Builtin{"floor",      floor,      {1, 1, 1, ""}, "floor(x)"},
    Builtin{"ceil",       ceil,       {1, 1, 1, ""}, "ceil(x)"},
    Builtin{"fixed",      fixed,      {1, 2, 2, "digits"}, "fixed(x, digits)"},
    Builtin{"pad",        pad,        {2, 2, 2, ""}, "pad(n, width)"},
    Builtin{"abs",        abs,        {1, 1, 1, ""}, "abs(x)"},
    Builtin{"min",        min,        {1, 99, 1, ""}, "min(a, b) or min(list)"},
    Builtin{"max",        max,        {1, 99, 1, ""}, "max(a, b) or max(list)"},
    Builtin{"sum",        sum,        {1, 1, 1, ""}, "sum(list)"},
    Builtin{"len",        len,        {1, 1, 1, ""}, "len(list)"},
    Builtin{"sort",       sort,       {1, 1, 1, ""}, "sort(list)"},
    Builtin{"unique",     unique,     {1, 1, 1, ""}, "unique(list)"},
    Builtin{"reverse",    reverse,    {1, 1, 1, ""}, "reverse(list)"},
    Builtin{"join",       join,       {1, 2, 2, "separator"}, "join(list, separator)"},
    Builtin{"split",      split,      {2, 2, 2, ""}, "split(text, separator)"},
    Builtin{"replace",    replace,    {3, 3, 3, ""}, "replace(text, old, new)"},
    Builtin{"lower",      lower,      {1, 1, 1, ""}, "lower(text)"},
    Builtin{"upper",      upper,      {1, 1, 1, ""}, "upper(text)"},
    Builtin{"slug",       slug,       {1, 1, 1, ""}, "slug(text)"},
    Builtin{"range",      range,      {1, 3, 1, "step"}, "range(stop), range(start, stop), range(start, stop, step = k)"},
    Builtin{"linspace",   linspace,   {2, 3, 3, "points"}, "linspace(first, last, points = n)"},
    Builtin{"logspace",   logspace,   {2, 3, 3, "points"}, "logspace(first, last, points = n)"},
    Builtin{"count",      count,      {1, 1, 1, ""}, "count(space)"},
    Builtin{"tag",        tag,        {2, 2, 2, "number digits"}, "tag(name, record, number = true, digits = n)"},
    Builtin{"flags",      flags,      {1, 1, 1, "style dashes bools"}, "flags(record, style = \"--k=v\", dashes = false, bools = \"switch\")"},
    Builtin{"hydra",      hydra,      {1, 1, 1, ""}, "hydra(record)"},
    Builtin{"env",        env,        {1, 1, 1, ""}, "env(\"NAME\")"},
    Builtin{"file",       file,       {1, 1, 1, ""}, "file(path)"},
    Builtin{"dir",        dir,        {1, 1, 1, ""}, "dir(path)"},
    Builtin{"load_csv",   load_csv,   {1, 1, 1, ""}, "load_csv(\"file.csv\") as {column: Type}"},
    Builtin{"load_json",  load_json,  {1, 1, 1, ""}, "load_json(\"file.json\") as Type"},
    Builtin{"load_yaml",  load_yaml,  {1, 1, 1, ""}, "load_yaml(\"file.yaml\") as Type"},
    Builtin{"rows",       rows,       {1, 1, 1, ""}, "rows(list of records)"},
    Builtin{"each",       each,       {1, 1, 1, "on"}, "each(experiment)"},
    Builtin{"all",        all,        {1, 1, 1, "on"}, "all(experiment)"},
    Builtin{"gather",     gather,     {1, 2, 1, "on by"}, "gather(experiment, by = [column])"},
    Builtin{"uniform",    uniform,    {2, 2, 2, ""}, "uniform(low, high)"},
    Builtin{"loguniform", loguniform, {2, 2, 2, ""}, "loguniform(low, high)"},
    Builtin{"normal",     normal,     {2, 2, 2, ""}, "normal(mean, deviation)"},
    Builtin{"randint",    randint,    {2, 2, 2, ""}, "randint(low, high)"},
    Builtin{"choice",     choice,     {1, 1, 1, ""}, "choice(list)"},
}; }();
// clang-format on

} // namespace

const Builtin* find_builtin(std::string_view name) {
    const auto found = std::ranges::find(builtins, name, &Builtin::name);
    return found == builtins.end() ? nullptr : &*found;
}

std::span<const Builtin> all_builtins() {
    return builtins;
}

} // namespace expc::sema
