// SPDX-License-Identifier: MIT
#include "compiler/backends/backend.hpp"

#include <algorithm>
#include <array>

namespace expc::backends {

#define EXPC_BACKEND(name) Backend name##_backend();
#include "compiler/backends/backends.def"
#undef EXPC_BACKEND

std::span<const Backend> all() {
    static const auto backends = std::to_array<Backend>({
#define EXPC_BACKEND(name) name##_backend(),
#include "compiler/backends/backends.def"
#undef EXPC_BACKEND
    });
    return backends;
}

const Backend* find(std::string_view engine) {
    const auto backends = all();
    const auto found = std::find_if(backends.begin(), backends.end(),
                                    [&](const Backend& backend) { return backend.name == engine; });
    return found == backends.end() ? nullptr : &*found;
}

bool may_clash(const ir::Target& target) {
    const Backend* backend = find(target.platform.engine);
    return backend != nullptr && backend->check_pair != nullptr;
}

void check_pair(const ir::Target& earlier, const ir::Target& later, diag::Sink& sink) {
    if (earlier.platform.engine != later.platform.engine) return;
    if (may_clash(later)) find(later.platform.engine)->check_pair(earlier, later, sink);
}

void check_pairs(const ir::Plan& plan, diag::Sink& sink) {
    for (auto later = plan.targets.begin(); later != plan.targets.end(); ++later) {
        if (!may_clash(*later)) continue;
        for (auto earlier = plan.targets.begin(); earlier != later; ++earlier)
            check_pair(*earlier, *later, sink);
    }
}

} // namespace expc::backends
