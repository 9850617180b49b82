// SPDX-License-Identifier: MIT
// manifest.json: what was built from what. A function of the sources, inputs, overrides and the
// version of expc (ruling 52); its schema is docs/manifest.schema.json.
#pragma once

#include "compiler/backends/backend.hpp"
#include "compiler/ir/plan.hpp"

#include <string>

namespace expc::driver {

/// Raised whenever a reader of the old form would misunderstand the new one.
inline constexpr int manifest_version = 1;

/// The text of manifest.json for a target and everything else that stands in its folder.
[[nodiscard]] std::string manifest(const ir::Plan& plan, const ir::Target& target,
                                   const backends::Artifacts& artifacts);

} // namespace expc::driver
