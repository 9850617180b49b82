// SPDX-License-Identifier: MIT
#include "compiler/lower/ray_cluster_rules.hpp"

#include "compiler/ir/run.hpp"
#include "compiler/sema/evaluator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace expc::lower {

namespace {

constexpr std::string_view small_letters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view letters_and_digits =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

bool is_one_of(char c, std::string_view characters) {
    return characters.find(c) != std::string_view::npos;
}

bool consists_of(std::string_view text, std::string_view first, std::string_view more) {
    return !text.empty() && is_one_of(text.front(), first) &&
           std::ranges::all_of(text, [&](char c) {
               return is_one_of(c, letters_and_digits) || is_one_of(c, more);
           });
}

/// Where a kind of machines stands in the record.
std::string path_of(const ir::RayNodes& nodes, std::string_view field) {
    return fmt::format("{}{}.{}", nodes.name == "head" ? "" : "workers.", nodes.name, field);
}

bool has_own_disks(const ir::RayNodes& nodes) {
    return sema::field_of(nodes.config, "disks") != nullptr;
}

/// An option and its value in one text: `-v /a:/b`.
bool holds_two_words(const std::string& word) {
    const std::size_t end = word.find_first_of(" =");
    return word.starts_with('-') && end != std::string::npos && word[end] == ' ';
}

bool is_google_label(std::string_view text) {
    constexpr std::string_view characters = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    return !text.empty() && text.size() <= 63 &&
           text.find_first_not_of(characters) == std::string_view::npos;
}

/// Collects what is wrong with a cluster.
class Faults {
  public:
    Faults(const algebra::Value& given, const ir::RayCluster& cluster)
        : given_(given), cluster_(cluster), kind_(cluster.provider.kind) {}

    [[nodiscard]] std::vector<ClusterFault> take() {
        add_missing();
        add_idle();
        add_broken();
        return std::move(faults_);
    }

  private:
    void add(std::string path, std::string rule, std::string help = "") {
        faults_.push_back({std::move(path), std::move(rule), std::move(help)});
    }
    /// What the provider needs and the user did not say.
    void require(bool is_there, std::string path, std::string help = "") {
        if (!is_there) add(std::move(path), "", std::move(help));
    }
    void add_if(bool is_broken, std::string path, std::string rule, std::string help = "") {
        if (is_broken) add(std::move(path), std::move(rule), std::move(help));
    }

    void add_missing() {
        const ir::RayProvider& provider = cluster_.provider;
        if (kind_ == "local") return require(provider.head.has_value(), "provider.head");
        require(provider.region.has_value(), "provider.region");
        require(kind_ != "gcp" || provider.project, "provider.project");
        require(kind_ != "gcp" || provider.zone, "provider.zone");
        add_missing(cluster_.head);
        for (const ir::RayNodes& nodes : cluster_.workers)
            add_missing(nodes);
    }
    void add_missing(const ir::RayNodes& nodes) {
        require(nodes.machine.has_value(), path_of(nodes, "machine"));
        if (kind_ != "gcp") return;
        // Ray asks AWS what a machine has, and not Google.
        require(nodes.cpus.has_value(), path_of(nodes, "cpus"));
        require(nodes.image || has_own_disks(nodes), path_of(nodes, "image"),
                "Google makes no disk without an image, for example `image = "
                "\"projects/debian-cloud/global/images/family/debian-12\"`");
    }

    /// A field that the provider does not have would do nothing.
    void add_idle(bool is_given, std::string path, std::string_view kinds) {
        add_if(is_given, std::move(path), fmt::format("only where the provider is {}", kinds));
    }
    void add_idle() {
        const ir::RayProvider& provider = cluster_.provider;
        if (kind_ == "local") {
            for (const char* field : {"head", "workers"})
                add_idle(sema::field_of(given_, field) != nullptr, field,
                         "`gcp` or `aws`; machines that are there are known by their addresses, "
                         "`provider.head` and `provider.workers`");
            add_idle(provider.region.has_value(), "provider.region", "`gcp` or `aws`");
            add_idle(provider.zone.has_value(), "provider.zone", "`gcp` or `aws`");
        } else {
            add_idle(provider.head.has_value(), "provider.head", "`local`");
            add_idle(!provider.workers.empty(), "provider.workers", "`local`");
        }
        if (kind_ == "gcp") return;
        add_idle(provider.project.has_value(), "provider.project", "`gcp`");
        if (kind_ == "local") return;
        const auto add_type = [&](const ir::RayNodes& nodes) {
            add_idle(nodes.gpu_type.has_value(), path_of(nodes, "gpu_type"),
                     "`gcp`; Amazon's machines have theirs");
        };
        add_type(cluster_.head);
        std::ranges::for_each(cluster_.workers, add_type);
    }

    void add_broken() {
        add_broken_name();
        add_if(cluster_.head.preemptible, "head.preemptible", "never");
        std::int64_t least = 0;
        for (const ir::RayNodes& nodes : cluster_.workers)
            least += std::max<std::int64_t>(nodes.min, 0);
        add_if(cluster_.max_workers.value_or(least) < least, "max_workers",
               least == 0 ? "at least 0"
                          : fmt::format("at least the sum of all `min`, which is {}", least));
        add_if(cluster_.idle_timeout && cluster_.idle_timeout->milliseconds < 0, "idle_timeout",
               "at least 0s");
        add_if(cluster_.upscaling_speed && !(*cluster_.upscaling_speed > 0), "upscaling_speed",
               "more than 0");
        add_if(cluster_.ssh_user && !consists_of(*cluster_.ssh_user, letters_and_digits, "_.-"),
               "ssh_user", "letters, digits, `_`, `.` and `-`, a letter or digit first");
        for (const auto& [there, here] : cluster_.file_mounts)
            add_if(!there.starts_with('/') && !there.starts_with("~/"), "file_mounts",
                   fmt::format("paths there that begin with `/` or `~/`, not `{}`", there));
        if (cluster_.docker) add_broken(*cluster_.docker, "docker");
        if (kind_ == "local") return;
        add_broken(cluster_.head);
        for (const ir::RayNodes& nodes : cluster_.workers) {
            add_if(nodes.name == "head", "workers", "a kind of workers is not called `head`");
            if (nodes.name != "head") add_broken(nodes);
            // A label of the machine there.
            add_if(kind_ == "gcp" && nodes.name != "head" && !is_google_label(nodes.name),
                   fmt::format("workers.{}", nodes.name),
                   "a name of small letters, digits, `_` and `-`, 63 at most, for Google");
        }
    }

    /// `down.sh` finds machines by this name, so it is nothing else than a name.
    void add_broken_name() {
        const std::string& name = cluster_.name;
        if (kind_ == "gcp") {
            // Machines are called `ray-NAME-worker-12345678-compute`, in at most 63 characters.
            constexpr std::size_t longest = 35;
            const bool is_good = name.size() <= longest && name == ir::slug(name) &&
                                 !name.empty() && is_one_of(name.front(), small_letters);
            return add_if(!is_good, "name",
                          fmt::format("small letters, digits and `-`, a letter first and {} at "
                                      "most, not `{}`",
                                      longest, name),
                          "Google takes no other names of machines: `name = \"my-cluster\"`");
        }
        constexpr std::size_t longest = 60;
        const bool is_good =
            name.size() <= longest && consists_of(name, letters_and_digits.substr(0, 52), "-_");
        add_if(!is_good, "name",
               fmt::format("letters, digits, `-` and `_`, a letter first and {} at most, not `{}`",
                           longest, name));
    }

    /// What becomes words of `docker run`; `path` is where it stands.
    void add_broken(const ir::RayDocker& docker, const std::string& path) {
        add_if(docker.container_name &&
                   !consists_of(*docker.container_name, letters_and_digits, "_.-"),
               path + ".container_name",
               "letters, digits, `_`, `.` and `-`, a letter or digit first");
        add_if(std::ranges::any_of(docker.run_options, holds_two_words), path + ".run_options",
               "one word each: `\"-v\", \"/a:/b\"`, not `\"-v /a:/b\"`");
        add_if(docker.image && !consists_of(*docker.image, letters_and_digits, "_.-/:@"),
               path + ".image", "the name of an image, such as `rayproject/ray:2.9.0`");
    }

    void add_broken(const ir::RayNodes& nodes) {
        const auto check = [&](bool is_broken, std::string_view field, std::string rule) {
            add_if(is_broken, path_of(nodes, field), std::move(rule));
        };
        check(nodes.min < 0, "min", "at least 0");
        check(nodes.name != "head" &&
                      nodes.max<std::max<std::int64_t>(nodes.min, 1), "max", nodes.min> 1
                  ? "at least `min`"
                  : "at least 1");
        check(nodes.cpus.value_or(1) < 1, "cpus", "at least 1");
        check(nodes.gpus < 0, "gpus", "at least 0");
        check(nodes.gpu_type && nodes.gpus == 0, "gpu_type",
              "only beside `gpus`, which says how many of them a machine has");
        check(nodes.disk && nodes.disk->bytes <= 0, "disk", "more than nothing");
        check(nodes.memory && nodes.memory->bytes <= 0, "memory", "more than nothing");
        for (const ir::RayAmount& resource : nodes.resources) {
            const bool is_own = is_rays_own(resource.name);
            check(is_own, "resources." + resource.name, std::string(rule_of_own_names));
            check(!is_own && resource.amount < 1, "resources." + resource.name, "at least 1");
        }
        if (!nodes.docker) return;
        check(nodes.name == "head" && nodes.docker->pull_before_run, "docker.pull_before_run",
              "only for workers: the head does as `cluster.docker.pull_before_run` says");
        add_broken(*nodes.docker, path_of(nodes, "docker"));
    }

    const algebra::Value& given_;
    const ir::RayCluster& cluster_;
    const std::string& kind_; ///< of the provider
    std::vector<ClusterFault> faults_;
};

} // namespace

bool is_rays_own(std::string_view resource) {
    constexpr std::array<std::string_view, 4> own = {"CPU", "GPU", "memory", "object_store_memory"};
    return std::ranges::find(own, resource) != own.end();
}

std::vector<ClusterFault> cluster_faults(const algebra::Value& given,
                                         const ir::RayCluster& cluster) {
    return Faults(given, cluster).take();
}

} // namespace expc::lower
