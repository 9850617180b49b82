// SPDX-License-Identifier: MIT
#include "compiler/backends/text/texts.hpp"

#include "compiler/base/match.hpp"
#include "compiler/ir/run.hpp"

#include <algorithm>

namespace expc::backends {
namespace {

/// Positions [first, last] that hold.
struct Stretch {
    std::size_t first = 0;
    std::size_t last = 0;
};

std::vector<Stretch> stretches_of(const std::vector<bool>& holds) {
    std::vector<Stretch> stretches;
    for (std::size_t at = 0; at < holds.size(); ++at) {
        if (!holds[at]) continue;
        if (!stretches.empty() && stretches.back().last + 1 == at) {
            stretches.back().last = at;
        } else {
            stretches.push_back({at, at});
        }
    }
    return stretches;
}

std::string test_of(std::string_view subject, Stretch stretch, std::size_t size) {
    if (stretch.first == stretch.last) return fmt::format("[ {} -eq {} ]", subject, stretch.first);
    if (stretch.last + 1 == size) return fmt::format("[ {} -ge {} ]", subject, stretch.first);
    if (stretch.first == 0) return fmt::format("[ {} -le {} ]", subject, stretch.last);
    return fmt::format("{{ [ {0} -ge {1} ] && [ {0} -le {2} ]; }}", subject, stretch.first,
                       stretch.last);
}

bool same_variable(const ir::RuntimePart& left, const ir::RuntimePart& right) {
    if (left.kind != right.kind || left.variable != right.variable) return false;
    if (!left.fallback || !right.fallback) return left.fallback == right.fallback;
    return *left.fallback == *right.fallback;
}

} // namespace

std::string Texts::key(const std::vector<algebra::ColumnIndex>& columns) const {
    return table_key(*space_, SpaceNames(0), columns);
}

ShellWord Texts::word(const ir::Text& text) {
    ShellWord word;
    for (const ir::Part& part : text.parts)
        word += piece(part);
    return word;
}

ShellWord Texts::piece(const ir::Part& part) {
    return match(
        part, [](const std::string& literal) { return ShellWord::literal(literal); },
        [](const ir::ColumnText& column) {
            return ShellWord::variable(fmt::format("expc_v{}", column.column));
        },
        [&](const ir::TableText& entries) {
            return ShellWord::variable(table(entries.columns, entries.texts));
        },
        [&](const ir::RuntimePart& runtime_part) { return runtime(runtime_part); });
}

ShellWord Texts::runtime(const ir::RuntimePart& part) {
    using Kind = ir::RuntimeKind;
    switch (part.kind) {
    case Kind::run_dir: return ShellWord::variable("expc_dir");
    case Kind::node: return ShellWord::variable("expc_node");
    case Kind::job_id: return ShellWord::variable("expc_job");
    case Kind::variable:
    case Kind::secret: return ShellWord::variable(runtime_variable(part));
    case Kind::run_id: return ShellWord::variable("expc_id");
    case Kind::run_index: return ShellWord::variable("expc_index");
    case Kind::run_name: return ShellWord::variable("expc_name");
    case Kind::run_number: return run_number(part.width);
    case Kind::attempt: return ShellWord::variable("expc_attempt");
    case Kind::target_dir: return ShellWord::variable("expc_runs");
    }
    return {};
}

ShellWord Texts::run_number(std::uint32_t width) {
    const std::string variable = fmt::format("expc_number{}", width);
    if (numbers_.emplace(width, variable).second)
        tables_.add("{}=$(printf '%0{}d' $((expc_index + 1)))", variable, width);
    return ShellWord::variable(variable);
}

std::string Texts::table(const std::vector<algebra::ColumnIndex>& columns,
                         const std::vector<std::string>& texts) {
    std::string variable = fmt::format("expc_t{}", known_tables_.size());
    std::vector<std::string> values;
    std::string identity = key(columns);
    for (const std::string& text : texts) {
        values.push_back(ShellWord::literal(text).text());
        identity.append("\n").append(values.back());
    }
    const auto [known, added] = known_tables_.emplace(std::move(identity), variable);
    if (!added) return known->second;
    for (std::string& value : values)
        value.insert(0, variable + '=');
    add_cases(tables_, *folder_, variable.substr(5), key(columns), values);
    return variable;
}

std::string Texts::test(const ir::Condition& condition) {
    const std::vector<Stretch> stretches = stretches_of(condition.holds);
    if (stretches.empty()) return "false";
    if (stretches.size() == 1 && stretches[0].first == 0 &&
        stretches[0].last + 1 == condition.holds.size())
        return ":";
    if (stretches.size() > 4) {
        std::vector<std::string> marks;
        for (const bool holds : condition.holds)
            marks.emplace_back(holds ? "1" : "");
        return fmt::format("[ -n \"${}\" ]", table(condition.columns, marks));
    }
    const std::string subject = number_word(key(condition.columns));
    std::string text;
    for (const Stretch stretch : stretches)
        text += fmt::format("{}{}", text.empty() ? "" : " || ",
                            test_of(subject, stretch, condition.holds.size()));
    return stretches.size() == 1 ? text : fmt::format("{{ {}; }}", text);
}

std::string Texts::runtime_variable(const ir::RuntimePart& part) {
    const auto known =
        std::find_if(variables_.begin(), variables_.end(),
                     [&](const ir::RuntimePart& other) { return same_variable(part, other); });
    const auto number = known - variables_.begin();
    if (known == variables_.end()) variables_.push_back(part);
    return fmt::format("expc_e{}", number);
}

std::string Texts::names_of_variables() const {
    Lines lines;
    for (std::size_t number = 0; number < variables_.size(); ++number)
        lines.add("expc_e{}={}", number, ShellWord::literal(ir::placeholder(variables_[number])));
    return lines.text();
}

std::string Texts::values_of_variables() const {
    Lines lines;
    for (std::size_t number = 0; number < variables_.size(); ++number) {
        const ir::RuntimePart& part = variables_[number];
        if (part.kind == ir::RuntimeKind::secret) continue;
        const std::string otherwise =
            part.fallback ? fmt::format("expc_e{}={}", number, ShellWord::literal(*part.fallback))
                          : fmt::format("is_missing {}", part.variable);
        lines.add("if [ -n \"${{{0}+set}}\" ]; then expc_e{1}=${0}; else {2}; fi",
                  bare_variable(part.variable), number, otherwise);
    }
    return lines.text();
}

std::vector<Texts::Secret> Texts::secrets() const {
    std::vector<Secret> secrets;
    for (std::size_t number = 0; number < variables_.size(); ++number) {
        if (variables_[number].kind == ir::RuntimeKind::secret)
            secrets.push_back({variables_[number].variable, fmt::format("expc_e{}", number)});
    }
    return secrets;
}

} // namespace expc::backends
