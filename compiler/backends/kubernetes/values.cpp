// SPDX-License-Identifier: MIT
#include "compiler/backends/kubernetes/values.hpp"

#include "compiler/backends/kubernetes/names.hpp"
#include "compiler/backends/kubernetes/pod.hpp"
#include "compiler/ir/attempts.hpp"
#include "compiler/ir/platform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

namespace expc::backends::kubernetes {
namespace {

bool climbs(std::string_view path) {
    return fmt::format("/{}/", path).find("/../") != std::string::npos;
}

class Values {
  public:
    Values(const ir::Target& target, diag::Sink& sink)
        : target_(target), platform_(target.platform),
          engine_(std::get<ir::Kubernetes>(platform_.settings)), sink_(sink) {}

    void check_images() {
        std::set<std::string> seen;
        for (const ir::Experiment& experiment : target_.experiments) {
            if (!experiment.container) continue;
            const std::string image = experiment.container->oci.value_or("");
            const std::string field = experiment.container->name + ".oci";
            if (!is_image(image)) {
                if (seen.insert(field).second)
                    refuse(ir::place_of(experiment, "container"), field,
                           "an image as registries name it", image);
                continue;
            }
            check_tag(experiment, image);
        }
    }

    void check_names() {
        if (engine_.name_space && !is_label(*engine_.name_space))
            refuse_name(place("namespace"), "namespace", *engine_.name_space);
        if (engine_.service_account) field_name("service_account", *engine_.service_account);
        for (const std::string& secret : engine_.image_pull_secrets)
            field_name("image_pull_secrets", secret);
        for (const std::string& node : engine_.nodes)
            field_name("nodes", node);
        for (const ir::SecretSource& source : platform_.secrets) {
            if (source.from != ir::SecretSource::From::cluster) continue;
            name(source.origin, "name", source.where);
            if (!is_data_key(source.key))
                refuse(source.origin, "key", "letters, digits, `-`, `_` and `.`", source.key);
        }
    }

    void check_source(const ir::MountSource& source) {
        const auto part = [&](std::string_view field) { return place_of_part(source, field); };
        if (source.claim) name(part("claim"), "claim", *source.claim);
        if (source.create && source.create->storage_class)
            name(part("create.storage_class"), "storage_class", *source.create->storage_class);
        if (source.sub_path && (source.sub_path->starts_with('/') || climbs(*source.sub_path)))
            refuse(part("sub_path"), "sub_path", "a folder inside the claim, without `..`",
                   *source.sub_path);
        const bool is_on_node = source.kind == "bind" || source.kind == "nfs";
        if (is_on_node && climbs(source.path.value_or("")))
            refuse(part("path"), source.kind, "a path without `..`", *source.path);
        const std::string server = source.server.value_or("");
        if (source.kind == "nfs" &&
            (server.empty() || server.find_first_of("/ ") != std::string::npos))
            refuse(part("server"), "server", "the name of a host", server);
    }

    void check_durations() {
        if (engine_.ttl) check_seconds(place("ttl"), "ttl", *engine_.ttl);
        for (const ir::Experiment& experiment : target_.experiments) {
            for (const auto& [group, asked] : ir::all_attempts(experiment)) {
                if (!asked.time) continue;
                check_seconds(ir::place_of(experiment, "resources.time"), "time", *asked.time);
            }
        }
    }

    void check_labels() {
        for (const ir::NodeLabels& node : engine_.node_labels) {
            const SourceRange here = place(fmt::format("node_labels.{}", node.gpu_type));
            for (const auto& [label, value] : node.labels) {
                if (!is_label_key(label)) refuse(here, "node_labels", "keys of labels", label);
                if (!is_label_value(value)) refuse(here, label, "the value of a label", value);
            }
        }
    }

    void check_toleration(const ir::Toleration& toleration) {
        const std::string comparison = toleration.comparison.value_or("Equal");
        const std::string key = toleration.key.value_or("");
        const std::string value = toleration.value.value_or("");
        const std::string effect = toleration.effect.value_or("");
        const auto effects = {"", "NoSchedule", "PreferNoSchedule", "NoExecute"};
        if (comparison != "Equal" && comparison != "Exists")
            refuse_toleration("`operator` is `Equal` or `Exists`", comparison);
        else if (key.empty() && comparison != "Exists")
            refuse_toleration("one without `key` has `operator = \"Exists\"`", comparison);
        else if (!key.empty() && !is_label_key(key))
            refuse_toleration("`key` is that of a label", key);
        else if (comparison == "Exists" && !value.empty())
            refuse_toleration("one that `Exists` has no `value`", value);
        else if (!is_label_value(value))
            refuse_toleration("`value` is that of a label", value);
        else if (std::ranges::find(effects, effect) == effects.end())
            refuse_toleration("`effect` is `NoSchedule`, `PreferNoSchedule` or `NoExecute`",
                              effect);
        else if (toleration.seconds && effect != "NoExecute")
            refuse_toleration("one with `seconds` has `effect = \"NoExecute\"`", effect);
    }

  private:
    diag::Builder refuse(SourceRange place, std::string_view field, std::string_view rule,
                         std::string_view given) {
        return sink_.report(diag::Code::E0309, place, fmt::format("`{}`", field),
                            fmt::format("{}, not `{}`", rule, given));
    }
    /// Kubernetes counts seconds in 32 bits.
    void check_seconds(SourceRange place, std::string_view field, ir::Duration duration) {
        if (whole_seconds(duration) > std::numeric_limits<std::int32_t>::max())
            refuse(place, field, "less than 68 years", algebra::display(duration));
    }
    void refuse_name(SourceRange place, std::string_view field, std::string_view given) {
        refuse(place, field, "a name of Kubernetes", given)
            .note("such names have lower-case letters, digits, `-`, and at most 63 characters "
                  "between dots");
    }
    void name(SourceRange place, std::string_view field, std::string_view given) {
        if (!is_subdomain(given)) refuse_name(place, field, given);
    }
    void field_name(std::string_view field, std::string_view given) {
        name(place(field), field, given);
    }
    [[nodiscard]] SourceRange place(std::string_view field) const {
        return ir::place_of(platform_, field);
    }
    [[nodiscard]] SourceRange place_of_part(const ir::MountSource& source,
                                            std::string_view field) const {
        return place(fmt::format("storage.{}.{}", source.mount, field));
    }
    void refuse_toleration(std::string_view rule, std::string_view given) {
        refuse(place("tolerations"), "tolerations", rule, given);
    }

    void check_tag(const ir::Experiment& experiment, const std::string& image) {
        const std::string last = image.substr(image.rfind('/') + 1);
        if (last.find_first_of(":@") != std::string::npos && !last.ends_with(":latest")) return;
        sink_
            .report(diag::Code::W0801, ir::place_of(experiment, "container"),
                    fmt::format("the image `{}` of `{}` may be another one for each pod", image,
                                experiment.name))
            .here("it has no tag of its own")
            .help("name a version, or better a digest: `image@sha256:...`");
    }

    const ir::Target& target_;
    const ir::Platform& platform_;
    const ir::Kubernetes& engine_;
    diag::Sink& sink_;
};

} // namespace

void check_values(const ir::Target& target, diag::Sink& sink) {
    Values values(target, sink);
    values.check_images();
    values.check_names();
    for (const ir::MountSource& source : target.platform.storage)
        values.check_source(source);
    values.check_durations();
    values.check_labels();
    for (const ir::Toleration& toleration :
         std::get<ir::Kubernetes>(target.platform.settings).tolerations)
        values.check_toleration(toleration);
}

} // namespace expc::backends::kubernetes
