// SPDX-License-Identifier: MIT
// Targets as they would stand on disk: the backend's files, manifest.json, and the two small files
// by which submit.sh finds its project and its own name. Nothing is written here.
#pragma once

#include "compiler/backends/backend.hpp"
#include "compiler/driver/arguments.hpp"

#include <optional>
#include <string>
#include <vector>

namespace expc::driver {

struct EmittedTarget {
    const ir::Target* target = nullptr;
    backends::Artifacts artifacts; ///< with `manifest.json`, `project` and `digest`
    std::string digest;            ///< 20 hex digits over all other files
    std::string folder;            ///< DIR/TARGET, as people type it

    [[nodiscard]] const std::string& manifest() const;
    [[nodiscard]] std::uint64_t bytes() const;
};

/// Emits one target; nothing, with diagnostics in `sink`, when its backend cannot carry it.
[[nodiscard]] std::optional<EmittedTarget> emit(const ir::Plan& plan, const ir::Target& target,
                                                const Arguments& arguments, diag::Sink& sink);

/// The same by the program of `--backend`. A failure is the program's; nothing, with diagnostics in
/// `sink`, when it says that it cannot carry the target.
[[nodiscard]] Result<std::optional<EmittedTarget>> emit_foreign(const ir::Plan& plan,
                                                                const ir::Target& target,
                                                                const Arguments& arguments,
                                                                diag::Sink& sink);

} // namespace expc::driver
