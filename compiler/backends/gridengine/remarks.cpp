// SPDX-License-Identifier: MIT
#include "compiler/backends/gridengine/remarks.hpp"

#include "compiler/backends/gridengine/options.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::backends::gridengine {
namespace {

std::string memory_remark(const ir::Resources& resources) {
    const ir::Size asked = *resources.memory;
    const ir::Size slot = memory_per_slot(resources);
    if (resources.cpus > 1)
        return fmt::format("memory = {} becomes {} for each of {} slots: Grid Engine counts memory "
                           "per slot",
                           algebra::display(asked), algebra::display(slot), resources.cpus);
    if (slot == asked) return "";
    return fmt::format("memory = {} becomes {}: a job asks for whole KiB", algebra::display(asked),
                       algebra::display(slot));
}

} // namespace

std::vector<std::string> remarks(const ir::Target& target) {
    std::vector<std::string> sentences;
    for (const ir::Experiment& experiment : target.experiments) {
        for (const ir::Group& group : experiment.groups) {
            if (!group.resources.memory) continue;
            std::string sentence = memory_remark(group.resources);
            if (!sentence.empty() && std::ranges::find(sentences, sentence) == sentences.end())
                sentences.push_back(std::move(sentence));
        }
    }
    return sentences;
}

} // namespace expc::backends::gridengine
