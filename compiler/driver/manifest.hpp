// SPDX-License-Identifier: MIT
// manifest.json: what was built from what. A function of the sources, inputs, overrides and the
// version of expc (ruling 52); its schema is docs/manifest.schema.json.
#pragma once

#include "compiler/backends/backend.hpp"
#include "compiler/ir/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace expc::driver {

/// Raised whenever a reader of the old form would misunderstand the new one.
inline constexpr int manifest_version = 1;

/// A backend in another process, as it is known later.
struct Maker {
    std::string program;               ///< its name, without folders
    std::optional<std::string> sha256; ///< of its file, where that can be read
};

/// What became of the plan on its way to the files.
struct Making {
    std::vector<std::string> left_out; ///< see backends::left_out
    std::optional<Maker> maker;        ///< nothing: expc itself
};

/// The text of manifest.json for a target and everything else that stands in its folder.
[[nodiscard]] std::string manifest(const ir::Plan& plan, const ir::Target& target,
                                   const backends::Artifacts& artifacts, const Making& making = {});

} // namespace expc::driver
