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

std::vector<Variable> variables_of(const Experiment& experiment) {
    std::vector<Variable> variables = experiment.environment;
    if (const auto* bash = std::get_if<BashScript>(&experiment.command))
        variables.insert(variables.end(), bash->variables.begin(), bash->variables.end());
    return variables;
}

} // namespace expc::ir
