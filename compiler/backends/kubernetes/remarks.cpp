// SPDX-License-Identifier: MIT
#include "compiler/backends/kubernetes/remarks.hpp"

#include "compiler/backends/kubernetes/pod.hpp"
#include "compiler/backends/text/parents.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::backends::kubernetes {
namespace {

void add_rounded(std::vector<std::string>& sentences, std::string_view field,
                 const std::optional<ir::Duration>& duration) {
    if (!duration) return;
    const ir::Duration counted{1000 * whole_seconds(*duration)};
    if (counted == *duration) return;
    std::string sentence = fmt::format("{} = {} becomes {}: Kubernetes counts in seconds", field,
                                       algebra::display(*duration), algebra::display(counted));
    if (std::ranges::find(sentences, sentence) == sentences.end())
        sentences.push_back(std::move(sentence));
}

} // namespace

std::vector<std::string> remarks(const ir::Target& target) {
    std::vector<std::string> sentences;
    for (const ir::Experiment& experiment : target.experiments) {
        for (const ir::Group& group : experiment.groups)
            add_rounded(sentences, "time", group.resources.time);
    }
    add_rounded(sentences, "ttl", std::get<ir::Kubernetes>(target.platform.settings).ttl);
    if (has_stages(target))
        sentences.emplace_back(
            "Kubernetes holds no Job back: submit.sh leaves out the Jobs whose runs wait for "
            "others, and a later call submits them; `expc run --follow` makes it");
    return sentences;
}

} // namespace expc::backends::kubernetes
