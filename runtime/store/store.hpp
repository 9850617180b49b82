// SPDX-License-Identifier: MIT
// The build tree on disk (ruling 7). `build/<target>` is a relative link to
// `build/.store/<digest>`, a folder that is complete from the moment it has that name. So all files
// of all targets appear at once or not at all, a killed build leaves only garbage that the next one
// removes, and two builds at once do not mix. `expc run` copies a tree to where runs keep what they
// write.
#pragma once

#include "compiler/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace expc::store {

/// A file of a tree, by its path inside it.
struct File {
    std::string path;
    std::string_view content;
    bool executable = false;
};

/// Everything that one target consists of.
struct Tree {
    std::string target; ///< the name of the link
    std::string digest; ///< names the content
    std::vector<File> files;
};

struct Published {
    std::vector<std::string> written;   ///< targets that were not there, or not like this
    std::vector<std::string> unchanged; ///< targets of which nothing was written
};

/// Makes `<root>/<target>` lead to each tree. Nothing is written where all of it is there already.
/// Fails before any link is switched, unless the switching itself fails.
[[nodiscard]] Result<Published> publish(const std::string& root, const std::vector<Tree>& trees);

/// Copies `<root>/.store/<digest>` to `<run_root>/.expc/<digest>`, if it is not there, and returns
/// that path. Queued jobs depend on the copy, never on the build folder.
[[nodiscard]] Result<std::string> stage(const std::string& root, const std::string& digest,
                                        const std::string& run_root);

} // namespace expc::store
