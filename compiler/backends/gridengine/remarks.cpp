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

std::string time_remark(ir::Duration asked) {
    constexpr std::int64_t second = 1000;
    const ir::Duration limit{(asked.milliseconds + second - 1) / second * second};
    if (limit == asked) return "";
    return fmt::format("time = {} becomes {}: Grid Engine counts in seconds",
                       algebra::display(asked), algebra::display(limit));
}

std::string gpu_remark(const ir::Target& target) {
    const std::string variable = gpu_variable(target);
    const std::string otherwise = "the site has to set CUDA_VISIBLE_DEVICES";
    if (variable.empty()) return "Grid Engine does not say which GPUs a job has: " + otherwise;
    return fmt::format(
        "which GPUs a job has is taken from {}; where Grid Engine does not set it, {}", variable,
        otherwise);
}

class Remarks {
  public:
    void add(std::string sentence) {
        const bool is_new = std::ranges::find(sentences_, sentence) == sentences_.end();
        if (!sentence.empty() && is_new) sentences_.push_back(std::move(sentence));
    }
    [[nodiscard]] std::vector<std::string> take() { return std::move(sentences_); }

  private:
    std::vector<std::string> sentences_;
};

} // namespace

std::vector<std::string> remarks(const ir::Target& target) {
    Remarks remarks;
    for (const ir::Experiment& experiment : target.experiments) {
        for (const ir::Group& group : experiment.groups) {
            const ir::Resources& asked = group.resources;
            if (asked.memory) remarks.add(memory_remark(asked));
            if (asked.time) remarks.add(time_remark(*asked.time));
            if (asked.gpus > 0) remarks.add(gpu_remark(target));
        }
    }
    return remarks.take();
}

} // namespace expc::backends::gridengine
