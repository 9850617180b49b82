// SPDX-License-Identifier: MIT
// The fields of a platform that is a Kubernetes cluster.
#include "compiler/lower/field_values.hpp"
#include "compiler/lower/gpu_indexes.hpp"
#include "compiler/lower/lower_target.hpp"

#include <algorithm>
#include <charconv>

namespace expc::lower {

namespace {

using algebra::Record;
using algebra::Shared;

/// Per-index retries, without which one failed run would end the others, came with this version.
constexpr std::pair<int, int> oldest_server = {1, 29};

/// How long Jobs that have ended have to stay: `expc run` asks them how their runs ended.
constexpr std::int64_t shortest_stay = 60'000;

/// `1.29`; nothing when it is no version.
std::optional<std::pair<int, int>> version_of(std::string_view text) {
    std::pair<int, int> version;
    const char* const end = text.data() + text.size();
    const auto [point, wrong] = std::from_chars(text.data(), end, version.first);
    if (wrong != std::errc{} || point == end || *point != '.') return std::nullopt;
    const auto [rest, wrong_too] = std::from_chars(point + 1, end, version.second);
    if (wrong_too != std::errc{} || rest != end) return std::nullopt;
    return version;
}

bool is_toleration(const Value& value) {
    const auto* record = value.get_if<Shared<Record>>();
    return record != nullptr && std::ranges::all_of(**record, [](const auto& field) {
               const bool is_number = field.second.template get_if<std::int64_t>() != nullptr;
               if (field.first == "seconds") return is_number;
               const auto known = {"key", "operator", "value", "effect"};
               return std::ranges::find(known, field.first) != known.end() &&
                      field.second.template get_if<algebra::Text>() != nullptr;
           });
}

ir::Toleration toleration_of(const Value& value) {
    const RecordFields fields(value);
    ir::Toleration toleration;
    fields.read("key", toleration.key);
    fields.read("operator", toleration.comparison);
    fields.read("value", toleration.value);
    fields.read("effect", toleration.effect);
    fields.read("seconds", toleration.seconds);
    return toleration;
}

/// The rule that the GPUs to share break.
std::optional<std::string> broken_gpus(const ir::Kubernetes& engine) {
    if (!engine.gpus) return std::nullopt;
    if (engine.gpu_sharing == 1)
        return "only beside a `gpu_sharing` above 1: Kubernetes itself gives whole GPUs to pods";
    if (engine.gpus->empty()) return "at least one GPU, or no list at all";
    if (auto broken = broken_index(*engine.gpus)) return broken;
    const std::int64_t last = std::ranges::max(*engine.gpus);
    if (engine.node.gpus && last >= *engine.node.gpus)
        return fmt::format("indexes below {}, the `gpus` of a node, not {}", *engine.node.gpus,
                           last);
    return std::nullopt;
}

std::vector<ir::NodeLabels> node_labels_of(const Value& types) {
    std::vector<ir::NodeLabels> result;
    for (const auto& [gpu_type, labels] : **types.get_if<Shared<Record>>()) {
        result.push_back({gpu_type, {}});
        read_value(labels, result.back().labels);
    }
    return result;
}

} // namespace

bool TargetLowering::refuse_toleration(SourceRange place) {
    evaluator_.fail(
        diag::Code::E0309, place, "`tolerations`",
        "records of `key`, `operator`, `value`, `effect` (texts) and `seconds` (an Int)");
    return false;
}

bool TargetLowering::lower_kubernetes(const sema::Environment& environment) {
    ir::Kubernetes engine;
    const FieldValues fields(evaluator_, *target_.platform, environment);
    fields.read("namespace", engine.name_space);
    fields.read("kind", engine.kind);
    fields.read("gpu_sharing", engine.gpu_sharing);
    fields.read("gpus", engine.gpus);
    fields.read("service_account", engine.service_account);
    fields.read("ttl", engine.ttl);
    fields.read("server", engine.server);
    fields.read("nodes", engine.nodes);
    fields.read("image_pull_secrets", engine.image_pull_secrets);
    if (const auto types = fields.find("node_labels")) engine.node_labels = node_labels_of(*types);
    if (const auto list = fields.find("tolerations")) {
        for (const Value& toleration : **list->get_if<Shared<algebra::List>>()) {
            if (!is_toleration(toleration)) return refuse_toleration(fields.range("tolerations"));
            engine.tolerations.push_back(toleration_of(toleration));
        }
    }
    if (target_.platform->field("runtime") != nullptr) {
        evaluator_.fail(diag::Code::E0804, fields.range("runtime"), target_.platform->name,
                        std::string("`runtime`: Kubernetes itself starts the containers of pods"));
        return false;
    }
    if (asks_to_inherit()) {
        evaluator_.fail(diag::Code::E0804, fields.range("inherit_env"), target_.platform->name,
                        std::string("`inherit_env = true`: pods see nothing of this environment, "
                                    "only what `env` says"));
        return false;
    }
    if (const auto node = fields.find("node")) engine.node = node_shape(*node);
    const auto version = version_of(engine.server);
    const bool is_known = version && *version >= oldest_server;
    const bool stays = !engine.ttl || engine.ttl->milliseconds >= shortest_stay;
    const auto broken = broken_gpus(engine);
    const bool is_sound =
        hold({is_known || fields.refuse("server", fmt::format("a version from {}.{} on, not `{}`",
                                                              oldest_server.first,
                                                              oldest_server.second, engine.server)),
              stays || fields.refuse("ttl", fmt::format("at least 1m, in which `expc run` can ask "
                                                        "how runs ended, not {}",
                                                        algebra::display(*engine.ttl))),
              fields.at_least("gpu_sharing", engine.gpu_sharing, 1),
              !broken || fields.refuse("gpus", *broken)});
    plan_.platform.settings = std::move(engine);
    return is_sound;
}

} // namespace expc::lower
