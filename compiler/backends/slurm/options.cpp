// SPDX-License-Identifier: MIT
#include "compiler/backends/slurm/options.hpp"

#include "compiler/backends/text/retries.hpp"
#include "compiler/ir/packing.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace expc::backends::slurm {
namespace {

/// How many whole units hold the amount.
std::int64_t units_for(std::int64_t amount, std::int64_t unit) {
    return amount / unit + (amount % unit > 0 ? 1 : 0);
}

std::string mebibytes(ir::Size size) {
    return fmt::format("{}M", units_for(size.bytes, std::int64_t{1} << 20));
}

/// `1-02:03:04`, or `02:03:04` within a day.
std::string time_limit(ir::Duration duration) {
    const std::int64_t seconds = units_for(duration.milliseconds, 1000);
    const std::int64_t days = seconds / 86'400;
    const std::string clock =
        fmt::format("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    return days == 0 ? clock : fmt::format("{}-{}", days, clock);
}

std::string gpu_name(const ir::Slurm& settings, const ir::Resources& resources) {
    if (!resources.gpu_type) return "";
    const auto spelling = settings.gpu_types.find(*resources.gpu_type);
    return (spelling == settings.gpu_types.end() ? *resources.gpu_type : spelling->second) + ':';
}

/// GPUs are per node; `--gpus` counts those of the whole job.
std::string gpu_option(const ir::Slurm& settings, const ir::Resources& resources) {
    const std::string name = gpu_name(settings, resources);
    if (settings.gpu_request == "gpus")
        return fmt::format("--gpus={}{}", name, resources.gpus * resources.nodes);
    return fmt::format("--gres=gpu:{}{}", name, resources.gpus);
}

class Options {
  public:
    void add(std::string_view name, const std::optional<std::string>& value) {
        if (value) words.push_back(fmt::format("--{}={}", name, *value));
    }
    void add(std::string word) { words.push_back(std::move(word)); }

    std::vector<std::string> words;
};

/// What each task of a job asks for, on as many nodes as submit.sh says.
std::vector<std::string> options_of_each_task(const ir::Resources& run) {
    Options options;
    if (run.time) options.add("time", time_limit(*run.time));
    options.add(fmt::format("--cpus-per-task={}", run.cpus));
    if (run.memory)
        options.add("mem-per-cpu", mebibytes(ir::Size{units_for(run.memory->bytes, run.cpus)}));
    return options.words;
}

/// Signals go to the batch shell, which passes them on: the command is not a step of its own.
std::optional<std::string> signal_of(const ir::Slurm& settings) {
    if (!settings.signal) return std::nullopt;
    const bool addressed = settings.signal->find(':') != std::string::npos;
    return addressed ? *settings.signal : "B:" + *settings.signal;
}

} // namespace

const ir::Slurm& settings_of(const ir::Target& target) {
    return std::get<ir::Slurm>(target.platform.settings);
}

std::vector<std::string> platform_options(const ir::Target& target) {
    const ir::Slurm& settings = settings_of(target);
    Options options;
    options.add(target.platform.inherit_env ? "--export=ALL" : "--export=NONE");
    options.add("account", settings.account);
    options.add("partition", settings.partition);
    options.add("qos", settings.qos);
    options.add("reservation", settings.reservation);
    options.add("nodelist", settings.nodelist);
    options.add("exclude", settings.exclude);
    options.add("constraint", settings.constraint);
    options.add("signal", signal_of(settings));
    options.add("comment", settings.comment);
    if (settings.exclusive) options.add("--exclusive");
    if (settings.requeue || has_retries(target))
        options.add(settings.requeue.value_or(true) ? "--requeue" : "--no-requeue");
    if (settings.mail) {
        options.add("mail-user", settings.mail->to);
        if (!settings.mail->on.empty())
            options.add(fmt::format("--mail-type={}", fmt::join(settings.mail->on, ",")));
    }
    return options.words;
}

std::vector<std::string> resource_options(const ir::Slurm& settings,
                                          const ir::Resources& resources) {
    Options options;
    if (resources.time) options.add("time", time_limit(*resources.time));
    options.add(fmt::format("--nodes={}", resources.nodes));
    options.add(fmt::format("--ntasks={}", resources.tasks));
    options.add(fmt::format("--cpus-per-task={}", resources.cpus));
    if (resources.memory) options.add("mem", mebibytes(*resources.memory));
    if (resources.gpus > 0) options.add(gpu_option(settings, resources));
    if (resources.disk) options.add("tmp", mebibytes(*resources.disk));
    return options.words;
}

std::vector<std::string> group_options(const ir::Target& target, const ir::Group& group) {
    const ir::Resources resources = ir::shared_resources(target.platform, group);
    if (ir::taskfile_of(target.platform) != nullptr) return options_of_each_task(resources);
    return resource_options(settings_of(target), resources);
}

} // namespace expc::backends::slurm
