// SPDX-License-Identifier: MIT
#include "compiler/driver/command_line.hpp"
#include "compiler/driver/console.hpp"

#include <algorithm>
#include <array>

namespace expc::driver {

int completion(const Arguments& arguments, Console& console) {
    struct Shell {
        std::string_view name;
        std::string (*script)(const std::vector<CommandShape>&);
    };
    constexpr std::array shells = {Shell{"bash", bash_completion}, Shell{"zsh", zsh_completion},
                                   Shell{"fish", fish_completion}};
    const auto shell = std::ranges::find(shells, arguments.shell, &Shell::name);
    if (shell == shells.end()) {
        console.error(fmt::format(
            "there is no completion for `{}`; the shells are bash, zsh and fish", arguments.shell));
        return exit_usage;
    }
    console.out(shell->script(command_shapes()));
    return exit_ok;
}

} // namespace expc::driver
