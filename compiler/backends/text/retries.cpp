// SPDX-License-Identifier: MIT
#include "compiler/backends/text/retries.hpp"

#include "compiler/backends/text/template.hpp"

#include <algorithm>

namespace expc::backends {
namespace {

/// A pattern of the shell: of the events that a run is tried again after, those that task.sh itself
/// sees; the engine sees the others.
std::string seen_events(const ir::Retry& retry) {
    std::string events;
    for (const std::string& event : retry.on) {
        if (event == "failure" || event == "setup_failure")
            events.append(events.empty() ? "" : " | ").append(event);
    }
    return events;
}

} // namespace

bool has_retries(const ir::Target& target) {
    return std::ranges::any_of(target.experiments,
                               [](const ir::Experiment& one) { return one.retry.has_value(); });
}

bool retries_after(const ir::Target& target, std::string_view event) {
    return std::ranges::any_of(target.experiments, [&](const ir::Experiment& one) {
        return one.retry && std::ranges::find(one.retry->on, event) != one.retry->on.end();
    });
}

std::string retry_section(const ir::Target& target, const ir::Experiment& experiment,
                          const EnginePart& engine) {
    if (!engine.tries_again || !has_retries(target)) return "";
    const ir::Retry none;
    const ir::Retry& retry = experiment.retry ? *experiment.retry : none;
    const std::string events = seen_events(retry);
    return fill(script_template("retry.sh.in"), {{"attempts", std::to_string(retry.attempts)},
                                                 {"events", events},
                                                 {"none", events.empty() ? "1" : ""},
                                                 {"limited", experiment.retry ? "1" : ""}});
}

} // namespace expc::backends
