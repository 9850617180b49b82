// SPDX-License-Identifier: MIT
#include "compiler/backends/kubernetes/claims.hpp"

#include "compiler/ir/platform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace expc::backends::kubernetes {
namespace {

bool is_same(const ir::NewClaim& one, const ir::NewClaim& other) {
    return one.size == other.size && one.access == other.access &&
           one.storage_class == other.storage_class;
}

std::string told(const ir::NewClaim& claim) {
    return fmt::format("{} {}", algebra::display(claim.size), claim.access);
}

/// A claim is made once, from what one mount says of it.
void check_sameness(const ir::Platform& platform, diag::Sink& sink) {
    std::map<std::string, const ir::MountSource*> first;
    for (const ir::MountSource& source : platform.storage) {
        if (!source.create) continue;
        const auto [found, is_new] = first.emplace(source.claim.value_or(""), &source);
        if (is_new || is_same(*found->second->create, *source.create)) continue;
        sink.report(diag::Code::E0309, source.origin, "`create`",
                    fmt::format("the claim `{}` is made once, so all mounts say the same of it",
                                *source.claim))
            .here(fmt::format("mount `{}` asks for {}", source.mount, told(*source.create)))
            .label(found->second->origin,
                   fmt::format("mount `{}` asks for {}", found->second->mount,
                               told(*found->second->create)));
    }
}

/// Whether pods of the target that may run at once are more than one.
bool has_many_pods(const ir::Target& target) {
    return target.totals.runs > 1 && target.platform.max_parallel.value_or(2) > 1;
}

class Writing {
  public:
    Writing(const ir::Target& target, diag::Sink& sink) : target_(target), sink_(sink) {}

    void check(const ir::Mount& mount) {
        const ir::MountSource* source = ir::source_of(target_.platform, mount.name);
        if (!mount.writable || source == nullptr || !source->create) return;
        if (!seen_.insert(mount.name).second) return;
        if (source->create->access == "ReadOnlyMany")
            sink_
                .report(diag::Code::E0309, source->origin, "`access`",
                        fmt::format("`ReadOnlyMany` lets nobody write, and mount `{}` is written",
                                    mount.name))
                .label(mount.origin, "mounted here with `mode = \"rw\"`")
                .help("say `access = \"ReadWriteMany\"`");
        if (source->create->access == "ReadWriteOnce" && !is_on_one_node() &&
            has_many_pods(target_))
            sink_
                .report(diag::Code::W0801, source->origin,
                        fmt::format("the claim `{}` is `ReadWriteOnce`, which one node has at a "
                                    "time: pods on other nodes wait for it",
                                    source->claim.value_or("")))
                .here(fmt::format("runs of `{}` write mount `{}`", target_.name, mount.name))
                .help("say `access = \"ReadWriteMany\"` where the storage can, or name one node: "
                      "`nodes = [\"...\"]`");
    }

  private:
    [[nodiscard]] bool is_on_one_node() const {
        return std::get<ir::Kubernetes>(target_.platform.settings).nodes.size() == 1;
    }

    const ir::Target& target_;
    diag::Sink& sink_;
    std::set<std::string> seen_;
};

} // namespace

void check_claims(const ir::Target& target, diag::Sink& sink) {
    check_sameness(target.platform, sink);
    Writing writing(target, sink);
    for (const ir::Experiment& experiment : target.experiments) {
        for (const ir::Mount& mount : experiment.mounts)
            writing.check(mount);
    }
}

} // namespace expc::backends::kubernetes
