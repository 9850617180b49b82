// SPDX-License-Identifier: MIT
#include "compiler/backends/text/secrets.hpp"

#include "compiler/backends/text/lines.hpp"
#include "compiler/backends/text/shell_word.hpp"

#include <vector>

namespace expc::backends {
namespace {

/// The variables of the submission that hold secrets.
std::vector<std::string> submitted_secrets(const ir::Platform& platform) {
    std::vector<std::string> variables;
    for (const ir::SecretSource& source : platform.secrets) {
        if (source.from == ir::SecretSource::From::environment)
            variables.emplace_back(bare_variable(source.where));
    }
    return variables;
}

} // namespace

std::string require_secrets(const ir::Platform& platform) {
    Lines lines;
    for (const std::string& variable : submitted_secrets(platform))
        lines.add("[ -n \"${{{0}+set}}\" ] || fail 'the secret {0} is not set'", variable);
    return lines.text();
}

std::string forward_secrets(const ir::Platform& platform) {
    Lines lines;
    for (const std::string& variable : submitted_secrets(platform))
        lines.add("assign {0} \"${0}\"; echo 'export {0}'", variable);
    return lines.text();
}

std::string store_secrets(const ir::Platform& platform) {
    const std::vector<std::string> variables = submitted_secrets(platform);
    Lines lines;
    if (variables.empty()) return "";
    lines.add("secrets=$run_root/.expc/secrets/${{here##*/}}");
    lines.add("(umask 077; mkdir -p \"$secrets\") || exit 1");
    for (const std::string& variable : variables) {
        lines.add("(umask 077; printf '%s' \"${0}\" >\"$secrets/{0}\") || exit 1", variable);
        lines.add("unset {}", variable);
    }
    return lines.text();
}

} // namespace expc::backends
