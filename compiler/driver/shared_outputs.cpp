// SPDX-License-Identifier: MIT
#include "compiler/driver/shared_outputs.hpp"

#include "compiler/algebra/space.hpp"
#include "compiler/ir/platform.hpp"
#include "compiler/ir/run.hpp"

#include <boost/filesystem.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace expc::driver {

namespace {

constexpr std::uint64_t looked_at = 100'000;

/// The texts as they are seen, by the places where they lie.
using Places = std::map<std::string, std::string>;

std::string joined(const std::string& folder, const std::string& path) {
    return (boost::filesystem::path(folder) / path).lexically_normal().string();
}

/// Nothing where a part is known to the job alone, or is the run's own folder.
std::optional<std::string> plain(const ir::ResolvedText& text) {
    if (text.empty()) return std::string();
    const auto* literal = text.size() == 1 ? std::get_if<std::string>(&text.front()) : nullptr;
    return literal != nullptr ? std::optional(*literal) : std::nullopt;
}

/// Where the paths of a target's runs lie.
class Storage {
  public:
    Storage(const ir::Target& target, const ir::Experiment& experiment)
        : platform_(target.platform), experiment_(experiment),
          is_in_pods_(std::holds_alternative<ir::Kubernetes>(platform_.settings)) {
        const bool is_elsewhere =
            is_in_pods_ || std::holds_alternative<ir::Ray>(platform_.settings);
        machine_ = platform_.submit ? platform_.submit->host : is_elsewhere ? platform_.name : "";
    }

    /// Nothing for a path that other targets cannot reach.
    [[nodiscard]] std::optional<std::string> place(const std::string& path) const {
        if (!path.starts_with('/')) return is_in_pods_ ? std::nullopt : on_machine("./" + path);
        if (!experiment_.container && !is_in_pods_) return on_machine(path);
        const ir::Mount* around = nullptr;
        for (const ir::Mount& mount : experiment_.mounts) {
            const bool is_inside = path.starts_with(mount.at + "/");
            if (is_inside && (around == nullptr || mount.at.size() > around->at.size()))
                around = &mount;
        }
        return around != nullptr ? behind(*around, path.substr(around->at.size() + 1))
                                 : std::nullopt;
    }

  private:
    [[nodiscard]] std::optional<std::string> on_machine(const std::string& path) const {
        return fmt::format("{}:{}", machine_, path);
    }

    [[nodiscard]] std::optional<std::string> behind(const ir::Mount& mount,
                                                    const std::string& path) const {
        const auto source =
            std::ranges::find(platform_.storage, mount.name, &ir::MountSource::mount);
        if (source == platform_.storage.end()) return std::nullopt;
        if (source->kind == "bind") return on_machine(joined(source->path.value_or("/"), path));
        if (source->kind == "nfs")
            return fmt::format("nfs {}:{}", source->server.value_or(""),
                               joined(source->path.value_or("/"), path));
        if (source->kind == "pvc")
            return fmt::format("pvc {}:{}", source->claim.value_or(mount.name),
                               joined(source->sub_path.value_or(""), path));
        if (source->kind == "bucket") return fmt::format("{}/{}", source->url.value_or(""), path);
        return std::nullopt;
    }

    const ir::Platform& platform_;
    const ir::Experiment& experiment_;
    bool is_in_pods_;
    std::string machine_;
};

void add_places(const ir::Target& target, const ir::Experiment& experiment, Places& places) {
    if (experiment.outputs.empty()) return;
    const Storage storage(target, experiment);
    ir::Resolver resolver(experiment);
    algebra::Cursor cursor(experiment.space, 0);
    const std::uint64_t count = std::min(looked_at, experiment.space.count);
    for (std::uint64_t index = 0; index < count; ++index, cursor.next()) {
        const auto text = [&](const ir::Text& written) {
            return plain(resolver.text(written, index, cursor.ordinals()));
        };
        const std::optional<std::string> workdir = text(experiment.workdir);
        for (const ir::Output& output : experiment.outputs) {
            const std::optional<std::string> path = text(output.path);
            if (!path || (!workdir && !path->starts_with('/'))) continue;
            const std::string whole = joined(workdir.value_or(""), *path);
            if (auto place = storage.place(whole)) places.emplace(*std::move(place), whole);
        }
    }
}

SharedOutputs common(const ir::Target& one, const Places& of_one, const ir::Target& other,
                     const Places& of_other) {
    SharedOutputs shared{&one, &other, {}, 0};
    for (const auto& [place, path] : of_one) {
        if (!of_other.contains(place)) continue;
        if (shared.paths == 0) shared.example = path;
        ++shared.paths;
    }
    return shared;
}

} // namespace

std::vector<SharedOutputs> shared_outputs(const ir::Plan& plan) {
    if (plan.targets.size() < 2) return {};
    std::vector<Places> places(plan.targets.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        for (const ir::Experiment& experiment : plan.targets[i].experiments)
            add_places(plan.targets[i], experiment, places[i]);
    }
    std::vector<SharedOutputs> pairs;
    for (std::size_t i = 0; i < places.size(); ++i) {
        for (std::size_t k = i + 1; k < places.size(); ++k) {
            const SharedOutputs shared =
                common(plan.targets[i], places[i], plan.targets[k], places[k]);
            if (shared.paths > 0) pairs.push_back(shared);
        }
    }
    return pairs;
}

std::string sentence(const SharedOutputs& shared) {
    const std::uint64_t more = shared.paths - 1;
    const std::string rest =
        more == 0 ? "" : fmt::format(" and {} more path{}", more, more == 1 ? "" : "s");
    return fmt::format("{} and {} both write {}{}", shared.one->name, shared.other->name,
                       shared.example, rest);
}

} // namespace expc::driver
