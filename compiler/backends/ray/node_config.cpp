// SPDX-License-Identifier: MIT
#include "compiler/backends/ray/node_config.hpp"

#include "compiler/base/match.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::backends::ray {
namespace {

/// Entries of a map in the order in which they came; a later one replaces an earlier one.
class Entries {
  public:
    void set(const std::string& key, Yaml value) {
        const auto known = std::ranges::find(entries_, key, &Yaml::Map::value_type::first);
        if (known == entries_.end())
            entries_.emplace_back(key, std::move(value));
        else
            known->second = std::move(value);
    }
    [[nodiscard]] Yaml take() { return std::move(entries_); }

  private:
    Yaml::Map entries_;
};

Yaml entry(std::string key, Yaml value) {
    Yaml map = Yaml::map();
    map.add(std::move(key), std::move(value));
    return map;
}

Yaml list_of(Yaml element) {
    Yaml list = Yaml::list();
    list.add(std::move(element));
    return list;
}

std::int64_t gigabytes(algebra::Size size) {
    constexpr std::int64_t gigabyte = 1'073'741'824;
    return (size.bytes + gigabyte - 1) / gigabyte;
}

Yaml gcp_disk(const ir::RayNodes& nodes) {
    Yaml parameters = Yaml::map();
    if (nodes.disk) parameters.add("diskSizeGb", gigabytes(*nodes.disk));
    if (nodes.image) parameters.add("sourceImage", *nodes.image);
    Yaml disk = Yaml::map();
    disk.add("boot", true).add("autoDelete", true).add("type", "PERSISTENT");
    disk.add("initializeParams", std::move(parameters));
    return disk;
}

/// A machine with GPUs cannot move while it runs; one that is preemptible ends when it is wanted.
Yaml gcp_scheduling(const ir::RayNodes& nodes) {
    Yaml scheduling = Yaml::list();
    if (nodes.preemptible) scheduling.add(entry("preemptible", true));
    if (nodes.gpus > 0) scheduling.add(entry("onHostMaintenance", "TERMINATE"));
    return scheduling;
}

void set_gcp(const ir::RayProvider& provider, const ir::RayNodes& nodes, Entries& config) {
    if (nodes.machine) config.set("machineType", *nodes.machine);
    if (nodes.disk || nodes.image) config.set("disks", list_of(gcp_disk(nodes)));
    if (nodes.gpu_type) {
        Yaml accelerator = Yaml::map();
        accelerator.add("acceleratorType",
                        fmt::format("projects/{}/zones/{}/acceleratorTypes/{}",
                                    provider.project.value_or(""), provider.zone.value_or(""),
                                    *nodes.gpu_type));
        accelerator.add("acceleratorCount", nodes.gpus);
        config.set("guestAccelerators", list_of(std::move(accelerator)));
        Yaml driver = Yaml::map();
        driver.add("key", "install-nvidia-driver").add("value", "True");
        config.set("metadata", entry("items", list_of(std::move(driver))));
    }
    Yaml scheduling = gcp_scheduling(nodes);
    if (!scheduling.empty()) config.set("scheduling", std::move(scheduling));
}

void set_aws(const ir::RayNodes& nodes, Entries& config) {
    if (nodes.machine) config.set("InstanceType", *nodes.machine);
    if (nodes.image) config.set("ImageId", *nodes.image);
    if (nodes.disk) {
        Yaml volume = Yaml::map();
        volume.add("VolumeSize", gigabytes(*nodes.disk)).add("VolumeType", "gp3");
        Yaml device = Yaml::map();
        device.add("DeviceName", "/dev/sda1").add("Ebs", std::move(volume));
        config.set("BlockDeviceMappings", list_of(std::move(device)));
    }
    if (nodes.preemptible) config.set("InstanceMarketOptions", entry("MarketType", "spot"));
}

/// What the user wrote for the provider, as it is.
Yaml yaml_of(const algebra::Value& value) {
    return match(
        value.storage(), [](bool truth) -> Yaml { return truth; },
        [](std::int64_t number) -> Yaml { return number; },
        [](const algebra::Text& text) -> Yaml { return *text.content; },
        [](const algebra::Shared<algebra::List>& list) {
            Yaml elements = Yaml::list();
            for (const algebra::Value& element : *list)
                elements.add(yaml_of(element));
            return elements;
        },
        [](const algebra::Shared<algebra::Record>& record) {
            Yaml entries = Yaml::map();
            for (const auto& [name, field] : *record)
                entries.add(name, yaml_of(field));
            return entries;
        },
        [&](const auto&) -> Yaml { return algebra::display(value); });
}

} // namespace

Yaml node_config(const ir::RayCluster& cluster, const ir::RayNodes& nodes) {
    Entries config;
    if (cluster.provider.kind == "gcp") set_gcp(cluster.provider, nodes, config);
    if (cluster.provider.kind == "aws") set_aws(nodes, config);
    if (const auto* own = nodes.config.get_if<algebra::Shared<algebra::Record>>()) {
        for (const auto& [name, value] : **own)
            config.set(name, yaml_of(value));
    }
    return config.take();
}

} // namespace expc::backends::ray
