// SPDX-License-Identifier: MIT
#include "compiler/backends/text/shell_word.hpp"

#include "compiler/ir/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace expc::backends {
namespace {

/// What stands between quotes for one character: a quote and a newline leave the quotes for a
/// moment.
void append_quoted(std::string& text, char c) {
    switch (c) {
    case '\'': text += R"('\'')"; return;
    case '\n': text += R"('"$expc_newline"')"; return;
    default: text += c; return;
    }
}

} // namespace

ShellWord ShellWord::literal(std::string_view content) {
    ShellWord word;
    if (content.empty()) return word;
    word.pieces_ = "'";
    for (const char c : content)
        append_quoted(word.pieces_, c);
    word.pieces_ += '\'';
    return word;
}

ShellWord ShellWord::variable(std::string_view name) {
    ShellWord word;
    word.pieces_ = fmt::format("\"${}\"", bare_variable(name));
    return word;
}

ShellWord& ShellWord::operator+=(const ShellWord& other) {
    pieces_ += other.pieces_;
    return *this;
}

std::string_view bare_variable(std::string_view name) {
    if (!ir::is_variable_name(name))
        throw std::logic_error(fmt::format("`{}` would enter a script as a variable", name));
    return name;
}

std::string comment_text(std::string_view text) {
    std::string shown(text);
    std::replace_if(
        shown.begin(), shown.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, '?');
    return shown;
}

std::string number_word(std::string_view expression) {
    if (expression == "0") return "0";
    const bool is_variable = expression.find(' ') == std::string_view::npos;
    return is_variable ? fmt::format("${}", expression) : fmt::format("$(({}))", expression);
}

} // namespace expc::backends
