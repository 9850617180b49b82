// SPDX-License-Identifier: MIT
#include "compiler/driver/clashes.hpp"

#include "compiler/backends/backend.hpp"

#include <algorithm>

namespace expc::driver {

namespace {

bool is_sound(const ir::Target& target) {
    diag::Sink unheard;
    if (!backends::check_capabilities(target, unheard)) return false;
    backends::find(target.platform.engine)->check(target, unheard);
    return !unheard.has_errors();
}

} // namespace

std::vector<std::string> clashes(const ir::Plan& plan) {
    std::vector<std::string> sentences;
    if (!std::ranges::all_of(plan.targets, is_sound)) return sentences;
    diag::Sink sink;
    backends::check_pairs(plan, sink);
    for (const diag::Diagnostic& diagnostic : sink.sorted())
        sentences.push_back(diagnostic.title + ": build one at a time");
    return sentences;
}

} // namespace expc::driver
