// SPDX-License-Identifier: MIT
#include "compiler/backends/backend.hpp"
#include "compiler/driver/console.hpp"
#include "compiler/driver/subcommands.hpp"
#include "compiler/driver/version.hpp"

#include <nlohmann/json.hpp>

namespace expc::driver {

int version(const Arguments& arguments, Console& console) {
    std::vector<std::string_view> engines;
    for (const backends::Backend& backend : backends::all())
        engines.push_back(backend.name);
    if (arguments.json) {
        const nlohmann::ordered_json object = {{"version", version_number}, {"engines", engines}};
        console.out(object.dump() + "\n");
        return exit_ok;
    }
    console.print("expc {}\nengines: {}\n", version_number, fmt::join(engines, ", "));
    return exit_ok;
}

} // namespace expc::driver
