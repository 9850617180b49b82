// SPDX-License-Identifier: MIT
// The only place that compares what a target asks for with what a backend can carry.
#include "compiler/backends/capabilities.hpp"

#include "compiler/backends/backend.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace expc::backends {
namespace {

bool carries(const Backend& backend, ir::Capability capability) {
    return std::find(backend.capabilities.begin(), backend.capabilities.end(), capability) !=
           backend.capabilities.end();
}

/// A container is left out in the whole of the target or not at all; anything else is left out
/// where the backend cannot carry it.
bool is_left_out(const Backend* backend, const ir::Request& request) {
    return is_dropped_container(request) ||
           (request.may_drop && backend != nullptr && !carries(*backend, request.capability));
}

std::string engines() {
    std::string names;
    for (const Backend& backend : all())
        names += fmt::format("{}`{}`", names.empty() ? "" : ", ", backend.name);
    return names;
}

/// Which engines carry it; nothing where none does.
std::string carriers(ir::Capability capability) {
    std::vector<std::string> names;
    for (const Backend& backend : all()) {
        if (carries(backend, capability)) names.push_back(fmt::format("`{}`", backend.name));
    }
    if (names.empty()) return "";
    if (names.size() == 1) return names.front() + " carries it";
    const std::string last = names.back();
    names.pop_back();
    return fmt::format("{} and {} carry it", fmt::join(names, ", "), last);
}

bool check_requests(const Backend& backend, const ir::Target& target, diag::Sink& sink) {
    bool carried = true;
    for (const ir::Request& request : target.requests) {
        if (carries(backend, request.capability) || is_left_out(&backend, request)) continue;
        report_uncarried(target, request, target.platform.engine, carriers(request.capability),
                         sink);
        carried = false;
    }
    return carried;
}

} // namespace

bool is_dropped_container(const ir::Request& request) {
    return request.may_drop && ir::feature_of(request.capability) == "container";
}

void report_uncarried(const ir::Target& target, const ir::Request& request,
                      const std::string& carrier, std::string_view why, diag::Sink& sink) {
    const ir::Platform& platform = target.platform;
    auto report = sink.report(diag::Code::E0804, request.origin, carrier, request.subject);
    report.here("asked for here")
        .label(platform.origin,
               fmt::format("platform `{}` is `{}`", platform.name, platform.engine));
    if (!why.empty()) report.note(std::string(why));
    const bool may_share = request.capability == ir::Capability::gpu_sharing &&
                           std::holds_alternative<ir::Kubernetes>(platform.settings);
    if (may_share)
        report.help(
            fmt::format("pods share the GPUs of nodes that the platform lists: `gpu_sharing = 4, "
                        "nodes = [\"n1\"], node = {{ gpus = 2 }}` in `{}`",
                        platform.name));
    if (const std::string_view feature = ir::feature_of(request.capability); !feature.empty())
        report.help(fmt::format("run without it there: `allow_drop = [\"{}\"]` in `{}`", feature,
                                platform.name));
}

bool check_capabilities(const ir::Target& target, diag::Sink& sink) {
    const Backend* backend = find(target.platform.engine);
    if (backend != nullptr) return check_requests(*backend, target, sink);
    sink.report(diag::Code::E0804, target.origin, std::string("expc build"),
                fmt::format("a target on `{}`", target.platform.engine))
        .here(fmt::format("`{}` is built for `{}`", target.name, target.platform.name))
        .label(target.platform.origin, fmt::format("this platform is `{}`", target.platform.engine))
        .note(fmt::format("this version builds for {}; `check` and `plan` work for all engines",
                          engines()));
    return false;
}

std::vector<std::string> left_out(const ir::Target& target) {
    const Backend* backend = find(target.platform.engine);
    std::vector<std::string> subjects;
    for (const ir::Request& request : target.requests) {
        const bool is_new =
            std::find(subjects.begin(), subjects.end(), request.subject) == subjects.end();
        if (is_new && is_left_out(backend, request)) subjects.push_back(request.subject);
    }
    return subjects;
}

} // namespace expc::backends
