// SPDX-License-Identifier: MIT
#include "runtime/local/gpus.hpp"

#include "runtime/process/capture.hpp"
#include "runtime/process/table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace expc::local {
namespace {

constexpr std::int64_t whole = 1'000'000;

/// Rounded down, so that three shares of a third fit on one GPU.
std::int64_t share_of(const Launch& launch) {
    if (launch.gpus != 1) return whole;
    return std::clamp(static_cast<std::int64_t>(launch.gpu_share * whole), std::int64_t{1}, whole);
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t end = text.find(separator);
        if (end != 0) parts.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return parts;
}

std::vector<std::string> gpus_that_the_driver_lists(const std::vector<std::string>& environment) {
    std::vector<std::string> numbers;
    const auto listed = process::run_and_capture(
        {.argv = {"nvidia-smi", "-L"}, .environment = environment, .folder = {}, .input = {}});
    if (!listed || !listed.value().succeeded()) return numbers;
    for (const std::string& line : split(listed.value().output, '\n'))
        if (line.starts_with("GPU ")) numbers.push_back(fmt::format("{}", numbers.size()));
    return numbers;
}

} // namespace

GpuPool::GpuPool(std::optional<std::vector<std::string>> names)
    : known_(names.has_value()), names_(std::move(names).value_or(std::vector<std::string>{})),
      free_(names_.size(), whole) {}

bool GpuPool::could_serve(const Launch& launch) const {
    return !known_ || launch.gpus <= static_cast<std::int64_t>(names_.size());
}

std::optional<GpuLease> GpuPool::take(const Launch& launch) {
    GpuLease lease;
    if (!known_ || launch.gpus <= 0) return lease;
    lease.share = share_of(launch);
    while (static_cast<std::int64_t>(lease.devices.size()) < launch.gpus) {
        const auto roomiest = std::ranges::max_element(free_);
        if (roomiest == free_.end() || *roomiest < lease.share) {
            give_back(lease);
            return std::nullopt;
        }
        *roomiest -= lease.share;
        lease.devices.push_back(static_cast<std::size_t>(roomiest - free_.begin()));
    }
    return lease;
}

void GpuPool::give_back(const GpuLease& lease) {
    for (const std::size_t device : lease.devices)
        free_[device] += lease.share;
}

std::optional<std::string> GpuPool::visible_devices(const GpuLease& lease) const {
    if (lease.empty()) return std::nullopt;
    std::vector<std::string> names;
    for (const std::size_t device : lease.devices)
        names.push_back(names_[device]);
    return fmt::format("{}", fmt::join(names, ","));
}

std::optional<std::int64_t> GpuPool::slots(const Launch& launch) const {
    if (!known_ || launch.gpus <= 0) return std::nullopt;
    const auto devices = static_cast<std::int64_t>(names_.size());
    return launch.gpus == 1 ? devices * (whole / share_of(launch)) : devices / launch.gpus;
}

std::vector<std::string> gpus_of_this_machine(const std::vector<std::string>& environment) {
    const auto own = process::variable(environment, "CUDA_VISIBLE_DEVICES");
    return own ? split(*own, ',') : gpus_that_the_driver_lists(environment);
}

std::set<std::string> gpus_in_use(const std::vector<std::int64_t>& groups) {
    std::set<std::string> used;
    if (groups.empty()) return used;
    for (const process::Process& each : process::processes()) {
        if (std::ranges::find(groups, each.group) == groups.end()) continue;
        const auto visible = process::variable_of(each.id, "CUDA_VISIBLE_DEVICES");
        for (std::string& name : split(visible.value_or(""), ','))
            used.insert(std::move(name));
    }
    return used;
}

} // namespace expc::local
