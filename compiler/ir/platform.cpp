// SPDX-License-Identifier: MIT
#include "compiler/ir/platform.hpp"

#include "compiler/base/match.hpp"

#include <algorithm>

namespace expc::ir {

bool starts_containers_itself(const Platform& platform) {
    return match(
        platform.settings, [](const Kubernetes&) { return true; },
        [](const Ray& ray) { return ray.cluster.has_value(); }, [](const auto&) { return false; });
}

const MountSource* source_of(const Platform& platform, std::string_view mount) {
    const auto found = std::ranges::find(platform.storage, mount, &MountSource::mount);
    return found == platform.storage.end() ? nullptr : &*found;
}

} // namespace expc::ir
