// SPDX-License-Identifier: MIT
#include "compiler/backends/text/buckets.hpp"

#include "compiler/backends/text/lines.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/ir/platform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace expc::backends {
namespace {

/// Schemes, and the remotes of rclone that need no configuration: keys come from the environment.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> remotes = {
    {{"s3://", ":s3,env_auth=true:"}, {"gs://", ":gcs,env_auth=true:"}, {"file://", ":local:"}}};

std::string remote_word(const ir::MountSource& source) {
    const std::string url = source.url.value_or("");
    for (const auto& [scheme, remote] : remotes) {
        if (url.starts_with(scheme))
            return ShellWord::literal(std::string(remote) + url.substr(scheme.size())).text();
    }
    return ShellWord::literal(url).text();
}

bool is_written(const MadeMount& made) {
    return made.source->kind == "bucket" && made.mount->writable;
}

/// What may only be read is there before the run starts.
std::string fetches(const std::vector<MadeMount>& mounts) {
    Lines lines;
    for (const MadeMount& made : mounts) {
        if (made.source->kind == "bucket" && !made.mount->writable)
            lines.add("fetch {} {} \"${}\"", made.mount->name, remote_word(*made.source),
                      ir::mount_variable(made.mount->name));
    }
    return lines.text();
}

std::string write_back(const std::vector<MadeMount>& mounts) {
    Lines lines;
    for (const MadeMount& made : mounts) {
        if (!is_written(made)) continue;
        std::string options;
        for (const std::string& pattern : made.source->include)
            options += " --include " + ShellWord::literal(pattern).text();
        lines.add("transfer {} \"${}\" {}{} || return", made.mount->name,
                  ir::mount_variable(made.mount->name), remote_word(*made.source), options);
    }
    return lines.text();
}

/// The shortest time between two copies that a mount asks for, in seconds.
std::optional<std::int64_t> sync_seconds(const std::vector<MadeMount>& mounts) {
    std::optional<std::int64_t> shortest;
    for (const MadeMount& made : mounts) {
        if (!is_written(made) || !made.source->sync) continue;
        const std::int64_t seconds = (made.source->sync->milliseconds + 999) / 1000;
        shortest = std::min(shortest.value_or(seconds), seconds);
    }
    return shortest;
}

} // namespace

BucketSections bucket_sections(const std::vector<MadeMount>& mounts, bool with_run) {
    const auto is_bucket = [](const MadeMount& made) { return made.source->kind == "bucket"; };
    if (std::ranges::none_of(mounts, is_bucket)) return {};
    const bool writes = std::ranges::any_of(mounts, is_written);
    const std::optional<std::int64_t> sync = sync_seconds(mounts);
    const std::string functions =
        fill(script_template("buckets.sh.in"), {{"writes", writes ? "1" : ""},
                                                {"sync", sync ? "1" : ""},
                                                {"with_run", with_run ? "1" : ""},
                                                {"outside", with_run ? "" : "1"},
                                                {"write_back", write_back(mounts)}});
    Lines start;
    start.add_all(fetches(mounts));
    if (writes) start.add("expc_writes=1");
    if (sync) start.add("keep_writing {}", *sync);
    return {functions, start.text(), writes ? "finish_writing" : "", writes};
}

} // namespace expc::backends
