// SPDX-License-Identifier: MIT
#include "compiler/backends/kubernetes/kubectl_flags.hpp"

#include "compiler/backends/text/extra_flags.hpp"

#include <set>
#include <string_view>

namespace expc::backends::kubernetes {
namespace {

/// What `kubectl options` lists, of which the value may be the next word.
bool takes_value(std::string_view name) {
    static const std::set<std::string_view> names = {"--as",
                                                     "--as-group",
                                                     "--as-uid",
                                                     "--cache-dir",
                                                     "--certificate-authority",
                                                     "--client-certificate",
                                                     "--client-key",
                                                     "--cluster",
                                                     "--context",
                                                     "--kubeconfig",
                                                     "--kuberc",
                                                     "--namespace",
                                                     "--password",
                                                     "--profile",
                                                     "--profile-output",
                                                     "--request-timeout",
                                                     "--server",
                                                     "--tls-server-name",
                                                     "--token",
                                                     "--user",
                                                     "--username",
                                                     "--v",
                                                     "--vmodule",
                                                     "-n",
                                                     "-s",
                                                     "-v"};
    return names.contains(name);
}

/// And those that are switched on by their name.
bool is_switch(std::string_view name) {
    static const std::set<std::string_view> names = {
        "--disable-compression", "--insecure-skip-tls-verify", "--match-server-version",
        "--warnings-as-errors"};
    return names.contains(name);
}

bool is_letter_option(std::string_view word) {
    return word.size() > 2 && word.front() == '-' && word[1] != '-';
}

} // namespace

std::vector<std::string> flags_of_all_commands(const ir::Platform& platform) {
    std::vector<std::string> result;
    const std::vector<std::string>& flags = platform.extra_flags;
    for (std::size_t i = 0; i < flags.size(); ++i) {
        const std::string name =
            is_letter_option(flags[i]) ? flags[i].substr(0, 2) : option_name(flags[i]);
        if (!takes_value(name) && !is_switch(name)) continue;
        result.push_back(flags[i]);
        if (takes_value(name) && name == flags[i] && i + 1 < flags.size())
            result.push_back(flags[++i]);
    }
    return result;
}

ClientOptions kubectl_options(const ir::Target& target) {
    const auto read = [](const std::string& word) -> ReadOption {
        const std::string name = is_letter_option(word) ? word.substr(0, 2) : option_name(word);
        return {name, takes_value(name) && name == word ? 1U : 0U};
    };
    std::vector<std::string> ours = {"-f", "--filename", "-o", "--output"};
    if (std::get<ir::Kubernetes>(target.platform.settings).name_space)
        ours.insert(ours.end(), {"-n", "--namespace"});
    return {.client = "kubectl",
            .read = read,
            .ours = std::move(ours),
            .consequence = "kubectl takes the last one"};
}

} // namespace expc::backends::kubernetes
