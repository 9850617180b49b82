// SPDX-License-Identifier: MIT
#include "compiler/base/embedded.hpp"
#include "compiler/driver/session.hpp"
#include "compiler/driver/subcommands.hpp"
#include "compiler/driver/surroundings.hpp"
#include "runtime/files/files.hpp"

namespace expc::embedded {
std::span<const EmbeddedFile> first_project();
}

namespace expc::driver {

int init(const Arguments& arguments, Console& console) {
    const std::string folder = arguments.directory.empty() ? "." : arguments.directory;
    if (const Result<Done> made = files::make_folders(folder); !made) {
        console.error(made.failure().message);
        return exit_failed;
    }
    for (const EmbeddedFile& file : embedded::first_project()) {
        const std::string path = fmt::format("{}/{}", folder, file.name);
        if (files::kind_of(path) == files::Kind::nothing) continue;
        console.error(fmt::format("`{}` is there already; nothing was written", path));
        return exit_failed;
    }
    for (const EmbeddedFile& file : embedded::first_project()) {
        const std::string path = fmt::format("{}/{}", folder, file.name);
        if (const Result<Done> written = write_file(path, file.content); !written) {
            console.error(fmt::format("cannot write `{}`: {}", path, written.failure().message));
            return exit_failed;
        }
        console.print("wrote {}\n", folder == "." ? std::string(file.name) : path);
    }
    const std::string enter = folder == "." ? "" : fmt::format("cd {} && ", folder);
    console.print("next: {}expc plan sweep.exp && expc run sweep.exp sweep@laptop\n", enter);
    return exit_ok;
}

} // namespace expc::driver
