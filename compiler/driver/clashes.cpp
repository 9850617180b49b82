// SPDX-License-Identifier: MIT
#include "compiler/driver/clashes.hpp"

#include "compiler/backends/backend.hpp"

namespace expc::driver {

namespace {

bool is_sound(const ir::Target& target) {
    diag::Sink unheard;
    if (!backends::check_capabilities(target, unheard)) return false;
    backends::find(target.platform.engine)->check(target, unheard);
    return !unheard.has_errors();
}

} // namespace

std::vector<Clash> clashes(const ir::Plan& plan) {
    std::vector<const ir::Target*> sound;
    for (const ir::Target& target : plan.targets) {
        if (backends::may_clash(target) && is_sound(target)) sound.push_back(&target);
    }
    std::vector<Clash> found;
    for (auto other = sound.begin(); other != sound.end(); ++other) {
        for (auto one = sound.begin(); one != other; ++one) {
            diag::Sink sink;
            backends::check_pair(**one, **other, sink);
            for (const diag::Diagnostic& diagnostic : sink.sorted())
                found.push_back({*one, *other, diagnostic.title});
        }
    }
    return found;
}

} // namespace expc::driver
