// SPDX-License-Identifier: MIT
#include "compiler/driver/launch.hpp"

#include <algorithm>
#include <array>

namespace expc::driver {

const Launcher* find_launcher(std::string_view engine) {
    static const std::array launchers = {local_launcher(), cluster_launcher("slurm"),
                                         cluster_launcher("gridengine"),
                                         cluster_launcher("kubernetes"), ray_launcher()};
    const auto found = std::ranges::find(launchers, engine, &Launcher::engine);
    return found == launchers.end() ? nullptr : &*found;
}

} // namespace expc::driver
