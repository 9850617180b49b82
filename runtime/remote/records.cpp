// SPDX-License-Identifier: MIT
#include "runtime/remote/records.hpp"

#include "runtime/files/files.hpp"
#include "runtime/process/capture.hpp"

#include <fmt/format.h>

namespace expc::remote {
namespace {

/// A file that ends while it is read was no record yet, or is none any more.
constexpr int some_vanished = 24;

/// A tree is named by its digest; what else stands beside the trees stays there.
std::string tree_pattern() {
    constexpr int digits = 20;
    std::string pattern = "/.expc/";
    for (int i = 0; i < digits; ++i)
        pattern += "[0-9a-f]";
    return pattern;
}

/// The first rule that fits a path decides.
std::vector<std::string> rules(const std::string& target) {
    const std::string tree = tree_pattern();
    const std::string status = fmt::format("/{}/.status/", target);
    // What was uploaded is large, and stands here already where it came from.
    return {"--filter=P " + tree + "/",
            "--include=/.expc/",
            "--include=" + tree + "/",
            "--exclude=" + tree + "/uploads/",
            "--include=" + tree + "/**",
            "--exclude=/.expc/*",
            fmt::format("--include=/{}/", target),
            "--exclude=" + status + "**/.*",
            "--include=" + status,
            "--include=" + status + "**",
            "--exclude=*"};
}

} // namespace

Result<Done> fetch_records(const Connection& connection, const Recorded& recorded,
                           const std::string& mirror) {
    if (auto made = files::make_folders(mirror); !made) return made;
    std::vector<std::string> argv = {"rsync", "-rptz", "-s", "--delete", "-e", connection.ssh()};
    for (std::string& rule : rules(recorded.target))
        argv.push_back(std::move(rule));
    argv.push_back(fmt::format("{}:{}/", connection.host(), recorded.run_root));
    argv.push_back(mirror + "/");
    const auto said = process::run_and_capture(
        {.argv = std::move(argv), .environment = {}, .folder = {}, .input = {}});
    if (!said) return said.failure();
    const process::Captured& captured = said.value();
    if (captured.succeeded() || captured.ended.exit == some_vanished) return Done{};
    std::string words = captured.errors;
    while (words.ends_with('\n'))
        words.pop_back();
    return Failure{
        fmt::format("cannot bring the records of runs from {}: {}", connection.host(), words)};
}

} // namespace expc::remote
