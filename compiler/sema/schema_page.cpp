// SPDX-License-Identifier: MIT
#include "compiler/sema/schema_page.hpp"

#include "compiler/sema/builtins.hpp"
#include "compiler/sema/schema.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::sema {

namespace {

/// Text inside a cell of a Markdown table.
std::string cell(std::string_view text) {
    std::string result;
    for (const char c : text)
        result.append(c == '|' ? "\\|" : std::string(1, c));
    return result;
}

std::string presence_shown(const Field& field) {
    if (field.presence == Presence::required) return "required";
    return field.presence == Presence::optional ? "may be left out"
                                                : fmt::format("`{}`", field.default_text);
}

/// A type in one code span; a record of the table by its name.
std::string type_shown(const Type& type) {
    std::string text = type.is(TypeKind::space) ? "Space" : to_string(type);
    std::erase(text, '`');
    return fmt::format("`{}`", cell(text));
}

/// How a record is written: `slurm { ... }`, or `bind("...")` where one field suffices.
std::string heading(std::string_view owner) {
    const ConstructorRule* rule = find_constructor(owner);
    if (rule == nullptr) return std::string(owner);
    if (rule->principal.empty()) return fmt::format("{} {{ }}", owner);
    return fmt::format("{0} {{ }} or {0}({1})", owner, rule->principal);
}

void add_record(std::string& page, const Schema& schema, std::string_view owner) {
    page += fmt::format("\n## `{}`\n\n| field | type | default | meaning |\n| --- | --- | --- | "
                        "--- |\n",
                        heading(owner));
    for (const Field& field : schema.fields(owner)) {
        page += fmt::format("| `{}` | {} | {} | {} |\n", field.name, type_shown(field.type),
                            cell(presence_shown(field)), cell(field.documentation));
    }
}

} // namespace

std::string schema_page() {
    const Schema schema;
    std::string page =
        "# Fields and functions\n\nGenerated from the compiler's own tables "
        "(`expc internal fields`). [language.md](language.md) says what they mean together.\n";
    for (const std::string_view owner : schema.owners())
        add_record(page, schema, owner);
    page += "\n## Built-in functions\n\n";
    for (const Builtin& builtin : all_builtins())
        page += fmt::format("- `{}`\n", builtin.usage);
    return page;
}

} // namespace expc::sema
