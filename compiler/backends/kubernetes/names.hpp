// SPDX-License-Identifier: MIT
// Names and labels of Kubernetes objects. A name holds a hash of what the object holds, so a later
// build never changes what pods of an earlier one read.
#pragma once

#include "compiler/ir/plan.hpp"

#include <string>
#include <string_view>

namespace expc::backends::kubernetes {

/// The label of all objects of a target, and of no other target.
inline constexpr std::string_view target_key = "expc/target";
[[nodiscard]] std::string target_label(const ir::Plan& plan, const ir::Target& target);

/// The label of the pods of a ReplicaSet, and of no other.
inline constexpr std::string_view set_key = "expc/set";

/// `train-1f0c9a7b2e`: an experiment and a hash of `content`.
[[nodiscard]] std::string object_name(const ir::Experiment& experiment, std::string_view content);
/// A Job of a group; `-0` at its end is the number of its chunk, which submit.sh counts up.
[[nodiscard]] std::string job_name(const ir::Experiment& experiment, std::size_t group,
                                   std::string_view content);
/// The Secret with what submit.sh is given; `label` is that of the target.
[[nodiscard]] std::string secret_name(std::string_view label);
/// The ConfigMap that holds the archive of an `upload` for this target alone, and its key there.
[[nodiscard]] std::string archive_name(std::string_view label, const ir::MountSource& source);
inline constexpr std::string_view archive_key = "archive.tar";
/// A volume of a pod.
[[nodiscard]] std::string volume_name(const ir::Target& target, std::string_view mount);

/// Whether a text is a name as RFC 1123 has it: a label, or labels separated by dots.
[[nodiscard]] bool is_label(std::string_view text);
[[nodiscard]] bool is_subdomain(std::string_view text);
/// Whether a text may be the key of a label: a name, which a domain and `/` may stand before.
[[nodiscard]] bool is_label_key(std::string_view text);
/// Whether a text is an image as registries name it: `HOST:PORT/PATH:TAG@DIGEST`.
[[nodiscard]] bool is_image(std::string_view text);
/// A key of a ConfigMap or Secret.
[[nodiscard]] bool is_data_key(std::string_view text);
/// Whether a text may be the value of a label.
[[nodiscard]] bool is_label_value(std::string_view text);

} // namespace expc::backends::kubernetes
