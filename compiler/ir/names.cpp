// SPDX-License-Identifier: MIT
// Names that follow from a plan: slugs, run names, parameter variables, runtime parts by name.
#include "compiler/ir/run.hpp"

#include "compiler/base/match.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::ir {
namespace {

bool is_lower_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string environment_name(const RuntimePart& part) {
    const std::string name = algebra::display(Value::text(part.variable));
    if (!part.fallback) return fmt::format("run.env({})", name);
    return fmt::format("run.env({}, default = {})", name,
                       algebra::display(Value::text(*part.fallback)));
}

} // namespace

std::string slug(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (is_lower_or_digit(lower(c))) {
            result += lower(c);
        } else if (!result.empty() && result.back() != '-') {
            result += '-';
        }
    }
    if (!result.empty() && result.back() == '-') result.pop_back();
    return result;
}

std::string run_name_prefix(std::string_view experiment) {
    const std::string name = slug(experiment).substr(0, 40);
    return (name.empty() ? "run" : name) + '-';
}

std::string run_name(std::string_view experiment, algebra::RunId id) {
    return run_name_prefix(experiment) + id.hex().substr(0, 12);
}

bool is_variable_name(std::string_view name) {
    const bool starts_with_digit = !name.empty() && name[0] >= '0' && name[0] <= '9';
    return !name.empty() && !starts_with_digit && std::ranges::all_of(name, [](char c) {
        return c == '_' || is_lower_or_digit(lower(c));
    });
}

std::string parameter_variable(std::string_view column) {
    std::string result = "EXPC_PARAM_";
    for (const char c : column)
        result += is_lower_or_digit(lower(c)) ? c : '_';
    return result;
}

std::string parameter_text(const Value& value) {
    using Listed = algebra::Shared<algebra::List>;
    using Named = algebra::Shared<algebra::Record>;
    return match(
        value.storage(), [](algebra::None) { return std::string(); },
        [](bool flag) { return std::string(flag ? "true" : "false"); },
        [](Duration duration) { return algebra::display(duration); },
        [](Size size) { return algebra::display(size); },
        [&](const Listed&) { return algebra::to_json(value, false); },
        [&](const Named&) { return algebra::to_json(value, false); },
        [&](const auto&) { return algebra::word_text(value); });
}

bool is_known_per_run(RuntimeKind kind) {
    switch (kind) {
    case RuntimeKind::run_id:
    case RuntimeKind::run_index:
    case RuntimeKind::run_name:
    case RuntimeKind::run_number: return true;
    case RuntimeKind::run_dir:
    case RuntimeKind::node:
    case RuntimeKind::job_id:
    case RuntimeKind::variable:
    case RuntimeKind::attempt:
    case RuntimeKind::target_dir:
    case RuntimeKind::secret: return false;
    }
    return false;
}

std::string known_text(const RuntimePart& part, const RunFacts& run) {
    if (part.kind == RuntimeKind::run_id) return std::string(run.id);
    if (part.kind == RuntimeKind::run_name) return std::string(run.name);
    if (part.kind == RuntimeKind::run_index) return std::to_string(run.index);
    return fmt::format("{:0{}}", run.index + 1, part.width);
}

std::string runtime_name(const RuntimePart& part) {
    switch (part.kind) {
    case RuntimeKind::run_dir: return "run.dir";
    case RuntimeKind::node: return "run.node";
    case RuntimeKind::job_id: return "run.job_id";
    case RuntimeKind::variable: return environment_name(part);
    case RuntimeKind::run_id: return "run.id";
    case RuntimeKind::run_index: return "run.index";
    case RuntimeKind::run_name: return "run.name";
    case RuntimeKind::run_number: return fmt::format("run.number:{}", part.width);
    case RuntimeKind::attempt: return "attempt";
    case RuntimeKind::target_dir: return "target.dir";
    case RuntimeKind::secret: return "secret." + part.variable;
    }
    return {};
}

std::string placeholder(const RuntimePart& part) {
    return fmt::format("${{{}}}", runtime_name(part));
}

std::string shown(const ResolvedText& text) {
    std::string result;
    for (const algebra::TextPart& part : text) {
        const auto* literal = std::get_if<std::string>(&part);
        result += literal != nullptr ? *literal : placeholder(std::get<RuntimePart>(part));
    }
    return result;
}

} // namespace expc::ir
