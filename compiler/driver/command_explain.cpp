// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/diagnostics/explain.hpp"
#include "compiler/driver/console.hpp"
#include "compiler/driver/names.hpp"
#include "compiler/driver/subcommands.hpp"

namespace expc::driver {

int explain(const Arguments& arguments, Console& console) {
    if (arguments.code.empty()) {
        for (const diag::CatalogueEntry& entry : diag::catalogue())
            console.print("{}  {}\n", entry.name, diag::summary_of(entry.name));
        return exit_ok;
    }
    if (const std::optional<std::string_view> page = diag::explanation(arguments.code)) {
        console.out(diag::render_page(*page, console.colored_out()));
        return exit_ok;
    }
    std::vector<std::string> codes;
    for (const diag::CatalogueEntry& entry : diag::catalogue())
        codes.emplace_back(entry.name);
    console.error(fmt::format("there is no diagnostic `{}`{}; `expc explain` lists all",
                              arguments.code, did_you_mean(arguments.code, codes)));
    return exit_usage;
}

} // namespace expc::driver
