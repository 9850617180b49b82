// SPDX-License-Identifier: MIT
#include "compiler/driver/emission.hpp"

#include "compiler/algebra/identity.hpp"
#include "compiler/driver/manifest.hpp"
#include "compiler/driver/mount_content.hpp"
#include "compiler/driver/surroundings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace expc::driver {

namespace {

constexpr std::size_t digest_length = 20;

/// The project as seen from the folder in which scripts find themselves: a build is a link into
/// DIR/.store (ruling 7).
std::string project_file(const Arguments& arguments) {
    const std::string folder = real_path(arguments.output) + "/.store/digest";
    return relative_path(real_path(project_root(arguments.file)), folder) + "\n";
}

/// Covers path, kind and content of every file.
std::string digest_of(const backends::Artifacts& artifacts) {
    std::string canonical;
    for (const backends::Artifact& file : artifacts.files) {
        canonical += fmt::format("{}\n{}\n{}\n{}", file.path, file.executable ? 'x' : '-',
                                 file.content.size(), file.content);
    }
    return algebra::sha256_hex(canonical).substr(0, digest_length);
}

} // namespace

const std::string& EmittedTarget::manifest() const {
    return std::ranges::find(artifacts.files, "manifest.json", &backends::Artifact::path)->content;
}

std::uint64_t EmittedTarget::bytes() const {
    return std::accumulate(artifacts.files.begin(), artifacts.files.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const backends::Artifact& file) {
                               return sum + file.content.size();
                           });
}

std::optional<EmittedTarget> emit(const ir::Plan& plan, const ir::Target& target,
                                  const Arguments& arguments, diag::Sink& sink) {
    if (!backends::check_capabilities(target, sink)) return std::nullopt;
    const backends::Backend* backend = backends::find(target.platform.engine);
    std::optional<MountContent> content = mount_content(plan, target, arguments, sink);
    if (!content) return std::nullopt;
    std::optional<ir::Target> pinned;
    if (content->pins) {
        pinned = target;
        pinned->platform.storage = std::move(content->storage);
    }
    const ir::Target& built = pinned ? *pinned : target;
    const std::size_t errors = sink.error_count();
    backend->check(built, sink);
    if (sink.error_count() > errors) return std::nullopt;

    EmittedTarget emitted{&target,
                          backend->emit(plan, built),
                          {},
                          fmt::format("{}/{}", arguments.output, target.name)};
    std::vector<backends::Artifact>& files = emitted.artifacts.files;
    std::ranges::move(content->archives, std::back_inserter(files));
    files.push_back({"project", project_file(arguments), false});
    std::ranges::sort(files, {}, &backends::Artifact::path);
    files.push_back({"manifest.json", manifest(plan, target, emitted.artifacts), false});
    emitted.digest = digest_of(emitted.artifacts);
    files.push_back({"digest", emitted.digest + "\n", false});
    std::ranges::sort(files, {}, &backends::Artifact::path);
    return emitted;
}

} // namespace expc::driver
