// SPDX-License-Identifier: MIT
#include "compiler/backends/kubernetes/overlap.hpp"

#include "compiler/backends/kubernetes/kubectl_flags.hpp"
#include "compiler/backends/kubernetes/sharing.hpp"
#include "compiler/ir/platform.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::backends::kubernetes {
namespace {

std::vector<SharedGpu> common_gpus(const ir::Target& earlier, const ir::Target& later) {
    const std::vector<SharedGpu> taken = gpus_in_use(earlier);
    std::vector<SharedGpu> common;
    std::ranges::copy_if(gpus_in_use(later), std::back_inserter(common), [&](const SharedGpu& gpu) {
        return std::ranges::find(taken, gpu) != taken.end();
    });
    return common;
}

/// Nodes of equal names are others where kubectl is told to talk to another cluster.
bool is_one_cluster(const ir::Target& earlier, const ir::Target& later) {
    return flags_of_all_commands(earlier.platform) == flags_of_all_commands(later.platform);
}

/// `GPU 0 of node `n1``, and how many there are besides.
std::string told(const std::vector<SharedGpu>& gpus) {
    const std::string first =
        fmt::format("GPU {} of node `{}`", gpus.front().index, gpus.front().node);
    return gpus.size() == 1 ? first : fmt::format("{} and {} more", first, gpus.size() - 1);
}

} // namespace

void check_overlap(const ir::Target& earlier, const ir::Target& later, diag::Sink& sink) {
    if (!shares_gpus(earlier) || !shares_gpus(later) || !is_one_cluster(earlier, later)) return;
    const std::vector<SharedGpu> common = common_gpus(earlier, later);
    if (common.empty()) return;
    sink.report(diag::Code::E0815, later.origin, earlier.name, later.name, told(common))
        .here("its pods would be there beside those of the other target")
        .label(earlier.origin, fmt::format("`{}` is built in the same call", earlier.name))
        .label(ir::place_of(later.platform, "gpu_sharing"),
               "what may share a GPU is counted for one target")
        .help("give each a platform with GPUs of its own, `with { gpus = [0, 1] }` and "
              "`with { gpus = [2, 3] }`")
        .help("or make one target of both experiments: each has GPUs of its own in it")
        .help(fmt::format("or build and run one after the other: name only `{}`, and when its "
                          "pods have ended `{}`",
                          earlier.name, later.name));
}

} // namespace expc::backends::kubernetes
