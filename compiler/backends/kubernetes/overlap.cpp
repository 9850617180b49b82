// SPDX-License-Identifier: MIT
#include "compiler/backends/kubernetes/overlap.hpp"

#include "compiler/backends/kubernetes/kubectl_flags.hpp"
#include "compiler/backends/kubernetes/sharing.hpp"
#include "compiler/ir/attempts.hpp"
#include "compiler/ir/platform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

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

void report_both_share(const ir::Target& earlier, const ir::Target& later,
                       const std::vector<SharedGpu>& common, diag::Sink& sink) {
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

/// A GPU that pods of `sharing` use unknown to Kubernetes, on a node where it may give it to a pod
/// of `asking`; nothing where there is none.
std::optional<SharedGpu> given_twice(const ir::Target& sharing, const ir::Target& asking) {
    if (std::ranges::none_of(asking.experiments, ir::uses_gpus)) return std::nullopt;
    const auto& nodes = std::get<ir::Kubernetes>(asking.platform.settings).nodes;
    const std::vector<SharedGpu> used = gpus_in_use(sharing);
    const auto found = std::ranges::find_if(used, [&](const SharedGpu& gpu) {
        return nodes.empty() || std::ranges::find(nodes, gpu.node) != nodes.end();
    });
    return found != used.end() ? std::optional(*found) : std::nullopt;
}

void report_given_twice(const ir::Target& sharing, const ir::Target& asking, const SharedGpu& gpu,
                        diag::Sink& sink) {
    sink.report(diag::Code::E0815, asking.origin, sharing.name, asking.name, told({gpu}))
        .here("Kubernetes may give it to its pods")
        .label(sharing.origin,
               fmt::format("`{}` is built in the same call, and its pods use it", sharing.name))
        .label(ir::place_of(sharing.platform, "gpu_sharing"),
               "pods that share GPUs do not ask Kubernetes for them")
        .help(fmt::format("name nodes without shared GPUs for the other: `nodes = [...]` in `{}`",
                          asking.platform.name))
        .help(fmt::format("or build and run one after the other: name only `{}`, and when its "
                          "pods have ended `{}`",
                          sharing.name, asking.name));
}

} // namespace

void check_overlap(const ir::Target& earlier, const ir::Target& later, diag::Sink& sink) {
    if (!is_one_cluster(earlier, later)) return;
    if (shares_gpus(earlier) && shares_gpus(later)) {
        const std::vector<SharedGpu> common = common_gpus(earlier, later);
        if (!common.empty()) report_both_share(earlier, later, common, sink);
    } else if (shares_gpus(earlier) || shares_gpus(later)) {
        const ir::Target& sharing = shares_gpus(earlier) ? earlier : later;
        const ir::Target& asking = shares_gpus(earlier) ? later : earlier;
        if (const auto gpu = given_twice(sharing, asking))
            report_given_twice(sharing, asking, *gpu, sink);
    }
}

} // namespace expc::backends::kubernetes
