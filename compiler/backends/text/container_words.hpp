// SPDX-License-Identifier: MIT
// What each runtime of containers wants to be told, as commands that put words before the command
// in `"$@"`. Nothing else knows an option of one of them.
#pragma once

#include "compiler/backends/text/lines.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/ir/plan.hpp"

#include <string>
#include <vector>

namespace expc::backends {

/// The program that starts containers.
struct Starter {
    enum class Family : std::uint8_t { apptainer, docker, charliecloud } family = Family::apptainer;
    std::string program; ///< as the platform's `runtime` says

    [[nodiscard]] bool is_charliecloud() const { return family == Family::charliecloud; }
    /// Whether a container outlives the process that started it.
    [[nodiscard]] bool is_detached() const { return family == Family::docker; }
};
[[nodiscard]] Starter starter_of(const ir::Platform& platform);

/// A mount of an experiment with its source on this machine.
struct SeenMount {
    std::string name;
    std::string at;
    ShellWord source;
    bool writable = false;
};
/// By their path in the container: a folder before those below it.
[[nodiscard]] std::vector<SeenMount> seen_mounts(const ir::Platform& platform,
                                                 const ir::Experiment& experiment);

/// Sets expc_image, where the image is a file or a folder of this machine.
[[nodiscard]] std::string image_variable(const Starter& starter, const ir::Container& container);
/// Puts the image before the command.
[[nodiscard]] std::string image_words(const Starter& starter, const ir::Container& container);
/// Sets expc_flag and expc_bind to the words that make folder $1 of this machine $2 of the
/// container; with $3 it can only be read. What the runtime's syntax cannot say is refused.
[[nodiscard]] std::string bind_commands(const Starter& starter);
/// Where a read-only source stands that a runtime cannot bind read-only itself.
[[nodiscard]] std::string staged_source(std::size_t number);
/// Gives the run its GPUs: those of CUDA_VISIBLE_DEVICES, else all.
[[nodiscard]] std::string gpu_words(const Starter& starter, std::string_view gpus);
/// The runtime's program and what all its calls have in common.
[[nodiscard]] std::string start_words(const Starter& starter,
                                      const std::vector<ShellWord>& read_only);
/// Commands of the last subshell, after the exports: what the program itself needs to see.
[[nodiscard]] std::string hand_over_commands(const Starter& starter);

} // namespace expc::backends
