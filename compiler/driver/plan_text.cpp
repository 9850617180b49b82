// SPDX-License-Identifier: MIT
#include "compiler/driver/plan_text.hpp"

#include "compiler/driver/changes.hpp"
#include "compiler/driver/emission.hpp"
#include "compiler/driver/session.hpp"
#include "compiler/driver/source_state.hpp"
#include "compiler/driver/surroundings.hpp"

#include <nlohmann/json.hpp>

namespace expc::driver {

namespace {

constexpr std::size_t shown_groups = 20;
constexpr std::uint64_t many_files = 100'000;

std::optional<std::string> last_manifest(const EmittedTarget& emitted) {
    Result<std::string> text = read_file(emitted.folder + "/manifest.json");
    if (!text) return std::nullopt;
    return std::move(text).value();
}

/// A target emitted, or the sentences that say why it cannot be.
struct Attempt {
    std::optional<EmittedTarget> emitted;
    std::vector<std::string> obstacles;
    std::vector<std::string> warnings;
};

Attempt attempt(const ir::Plan& plan, const ir::Target& target, const Arguments& arguments) {
    diag::Sink sink;
    Attempt result{emit(plan, target, arguments, sink), {}, {}};
    for (const diag::Diagnostic& diagnostic : sink.sorted()) {
        const bool is_error = diagnostic.severity == diag::Severity::error;
        (is_error ? result.obstacles : result.warnings).push_back(diagnostic.title);
    }
    return result;
}

/// `36`, `0.25`, `2312500`: three digits where there are decimals.
std::string number_text(double number) {
    return number < 100 ? fmt::format("{:.3g}", number) : fmt::format("{:.0f}", number);
}

std::string hours_text(const ir::Totals& totals) {
    std::string text;
    if (totals.cpu_hours) text += fmt::format(", {} cpu-hours", number_text(*totals.cpu_hours));
    if (totals.gpu_hours && *totals.gpu_hours > 0) {
        text += fmt::format(", {} gpu-hours", number_text(*totals.gpu_hours));
    }
    return text;
}

std::string experiment_text(const ir::Experiment& experiment) {
    std::string text =
        fmt::format("  {}: {}{}\n", experiment.name, counted(experiment.space.count, "run"),
                    space_text(experiment.space));
    for (std::size_t i = 0; i < std::min(experiment.groups.size(), shown_groups); ++i) {
        const ir::Group& group = experiment.groups[i];
        text += fmt::format("    {} with {}\n", counted(group.space.count, "run"),
                            resources_text(group.resources));
        for (std::size_t k = 0; k < std::min(group.later.size(), shown_groups); ++k)
            text += fmt::format("      attempt {}: {}\n", k + 2, resources_text(group.later[k]));
    }
    if (experiment.groups.size() > shown_groups) {
        text += fmt::format("    and {} more groups of equal resources\n",
                            experiment.groups.size() - shown_groups);
    }
    return text;
}

std::string files_text(const EmittedTarget& emitted) {
    const std::optional<std::string> before = last_manifest(emitted);
    const std::vector<std::string> differences =
        before ? changes(*before, emitted.manifest()) : std::vector<std::string>{};
    const char* state = !before               ? "new"
                        : differences.empty() ? "nothing changed since the last build"
                                              : "changed since the last build";
    std::string text = fmt::format("  {}/: {}, {} ({})\n", emitted.folder,
                                   counted(emitted.artifacts.files.size(), "file"),
                                   bytes_text(emitted.bytes()), state);
    for (const std::string& difference : differences)
        text += fmt::format("    {}\n", difference);
    if (before) return text;
    for (const backends::Artifact& file : emitted.artifacts.files) {
        text += fmt::format("    {:<28} {:>9}\n", file.path, bytes_text(file.content.size()));
    }
    return text;
}

/// What a person should know before it runs.
std::vector<std::string> remarks(const ir::Target& target) {
    std::vector<std::string> sentences;
    if (const backends::Backend* backend = backends::find(target.platform.engine)) {
        sentences = backend->remarks(target);
    }
    if (const auto& remote = target.platform.submit)
        sentences.push_back(fmt::format("the project is sent to {}{} and submitted there",
                                        remote->host, remote->dir ? ":" + *remote->dir : ""));
    for (const std::string& subject : backends::left_out(target))
        sentences.push_back(fmt::format("runs go without {}, as `allow_drop` says", subject));
    if (target.totals.runs > many_files) {
        // The supervisor of this machine has no jobs whose runs could share a file.
        const bool has_jobs = target.platform.engine != "local";
        sentences.push_back(
            fmt::format("{} status files will stand below its runs{}", target.totals.runs,
                        has_jobs ? "; EXPC_STATUS=append in the environment writes one file a job "
                                   "instead"
                                 : ""));
    }
    return sentences;
}

std::string target_text(const ir::Plan& plan, const ir::Target& target,
                        const Arguments& arguments) {
    std::string text = fmt::format("\n{}: {}, {}{}\n", target.name, target.platform.engine,
                                   counted(target.totals.runs, "run"), hours_text(target.totals));
    for (const ir::Experiment& experiment : target.experiments)
        text += experiment_text(experiment);
    const Attempt built = attempt(plan, target, arguments);
    for (const std::string& remark : remarks(target))
        text += fmt::format("  note: {}\n", remark);
    for (const std::string& warning : built.warnings)
        text += fmt::format("  warning: {}\n", warning);
    for (const std::string& obstacle : built.obstacles)
        text += fmt::format("  cannot be built: {}\n", obstacle);
    if (built.emitted) text += files_text(*built.emitted);
    return text;
}

/// `3 seed`, and of an axis with a condition `(2 angle or none)`: none is a value of its digit.
std::string factor_text(const ir::Space& space, std::size_t digit) {
    const auto& [size, meaning, origin, label] = space.digits[digit];
    const bool has_none = std::ranges::any_of(space.columns, [&](const algebra::Column& column) {
        const auto* of_digit = std::get_if<algebra::OfDigit>(&column.ordinal);
        return of_digit != nullptr && of_digit->digit == digit && column.domain.size() > 1 &&
               column.domain.at(0).is_none();
    });
    return has_none ? fmt::format("({} {} or none)", size - 1, label)
                    : fmt::format("{} {}", size, label);
}

} // namespace

std::string resources_text(const ir::Resources& resources) {
    std::string text = fmt::format("cpus = {}", resources.cpus);
    if (resources.gpus != 0) text += fmt::format(", gpus = {}", resources.gpus);
    if (resources.gpu_share != 1.0)
        text += fmt::format(", gpu_share = {}", algebra::repr(resources.gpu_share));
    if (resources.gpu_type) text += fmt::format(", gpu_type = {}", *resources.gpu_type);
    if (resources.memory) text += fmt::format(", memory = {}", algebra::display(*resources.memory));
    if (resources.time) text += fmt::format(", time = {}", algebra::display(*resources.time));
    if (resources.nodes != 1) text += fmt::format(", nodes = {}", resources.nodes);
    if (resources.tasks != 1) text += fmt::format(", tasks = {}", resources.tasks);
    if (resources.disk) text += fmt::format(", disk = {}", algebra::display(*resources.disk));
    return text;
}

std::string space_text(const ir::Space& space) {
    std::string factors;
    double candidates = 1;
    for (std::size_t digit = 0; digit < space.digits.size(); ++digit) {
        candidates *= static_cast<double>(space.digits[digit].size);
        factors += (factors.empty() ? "" : " x ") + factor_text(space, digit);
    }
    if (factors.empty()) return {};
    if (candidates == static_cast<double>(space.count)) return " = " + factors;
    return fmt::format(" of {:.0f} combinations: {}", candidates, factors);
}

std::string plan_summary(const ir::Plan& plan, const Arguments& arguments) {
    std::uint64_t runs = 0;
    for (const ir::Target& target : plan.targets)
        runs += target.totals.runs;
    std::string text = fmt::format("{}: {}, {}\n", arguments.file,
                                   counted(plan.targets.size(), "target"), counted(runs, "run"));
    text += source_lines(plan, arguments);
    for (const ir::Target& target : plan.targets)
        text += target_text(plan, target, arguments);
    return text;
}

std::string target_json(const ir::Plan& plan, const ir::Target& target,
                        const Arguments& arguments) {
    const Attempt built = attempt(plan, target, arguments);
    if (!built.emitted) {
        const nlohmann::ordered_json object = {{"target", target.name},
                                               {"engine", target.platform.engine},
                                               {"runs", target.totals.runs},
                                               {"cannot_build", built.obstacles}};
        return object.dump() + "\n";
    }
    nlohmann::ordered_json object = nlohmann::ordered_json::parse(built.emitted->manifest());
    const std::optional<std::string> before = last_manifest(*built.emitted);
    object["new"] = !before;
    object["changes"] =
        before ? changes(*before, built.emitted->manifest()) : std::vector<std::string>{};
    return object.dump() + "\n";
}

} // namespace expc::driver
