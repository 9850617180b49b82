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

namespace {

/// A part that is not written out has the place of the field that it is a part of.
SourceRange place_in(const FieldPlaces& places, std::string_view field, SourceRange otherwise) {
    while (true) {
        const auto found = places.find(field);
        if (found != places.end()) return found->second;
        const std::size_t dot = field.rfind('.');
        if (dot == std::string_view::npos) return otherwise;
        field = field.substr(0, dot);
    }
}

} // namespace

SourceRange place_of(const Platform& platform, std::string_view field) {
    return place_in(platform.places, field, platform.origin);
}

SourceRange place_of(const Experiment& experiment, std::string_view field) {
    return place_in(experiment.places, field, experiment.origin);
}

const MountSource* source_of(const Platform& platform, std::string_view mount) {
    const auto found = std::ranges::find(platform.storage, mount, &MountSource::mount);
    return found == platform.storage.end() ? nullptr : &*found;
}

bool is_made_by_run(std::string_view kind) {
    return kind == "scratch" || kind == "upload" || kind == "git" || kind == "bucket";
}

bool keeps_what_is_written(std::string_view kind) {
    return !is_made_by_run(kind) || kind == "bucket";
}

bool makes_mounts(const Experiment& experiment, const Platform& platform) {
    return std::ranges::any_of(experiment.mounts, [&](const Mount& mount) {
        const MountSource* source = source_of(platform, mount.name);
        return source != nullptr && is_made_by_run(source->kind);
    });
}

std::string mount_variable(std::string_view mount) {
    return "EXPC_MOUNT_" + std::string(mount);
}

std::string accelerator_type(const Ray& ray, const std::string& gpu_type) {
    const auto known = ray.gpu_types.find(gpu_type);
    return known != ray.gpu_types.end() ? known->second : gpu_type;
}

} // namespace expc::ir
