// SPDX-License-Identifier: MIT
#include "compiler/ir/secrets.hpp"

#include "compiler/base/match.hpp"

namespace expc::ir {

std::vector<std::string> secrets_in(const Variable& variable) {
    const Text& text = match(
        variable.value, [](const Text& value) -> const Text& { return value; },
        [](const Variable::Prepended& more) -> const Text& { return more.text; });
    std::vector<std::string> names;
    for (const Part& part : text.parts) {
        const auto* runtime = std::get_if<RuntimePart>(&part);
        if (runtime != nullptr && runtime->kind == RuntimeKind::secret)
            names.push_back(runtime->variable);
    }
    return names;
}

std::vector<const Variable*> variables_of(const Experiment& experiment) {
    std::vector<const Variable*> variables;
    for (const Variable& variable : experiment.environment)
        variables.push_back(&variable);
    if (const auto* bash = std::get_if<BashScript>(&experiment.command)) {
        for (const Variable& variable : bash->variables)
            variables.push_back(&variable);
    }
    return variables;
}

} // namespace expc::ir
