// SPDX-License-Identifier: MIT
#include "runtime/upload/patterns.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <span>

namespace expc::upload {
namespace {

constexpr std::string_view any_folders = "**";

std::vector<std::string> names_of(std::string_view path) {
    std::vector<std::string> names;
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        if (end > 0) names.emplace_back(path.substr(0, end));
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return names;
}

using Names = std::span<const std::string>;

bool matches(Names pattern, Names path) {
    if (pattern.empty()) return path.empty();
    if (pattern.front() == any_folders) {
        // At the end it stands for what lies below, and not for the folder before it.
        for (std::size_t skipped = pattern.size() == 1 ? 1 : 0; skipped <= path.size(); ++skipped) {
            if (matches(pattern.subspan(1), path.subspan(skipped))) return true;
        }
        return false;
    }
    return !path.empty() && ::fnmatch(pattern.front().c_str(), path.front().c_str(), 0) == 0 &&
           matches(pattern.subspan(1), path.subspan(1));
}

} // namespace

Patterns::Patterns(const std::vector<std::string>& patterns) {
    for (std::string_view text : patterns) {
        Pattern pattern;
        pattern.folders_only = text.ends_with('/');
        if (pattern.folders_only) text.remove_suffix(1);
        pattern.names = names_of(text);
        if (pattern.names.empty()) continue;
        const bool at_every_depth = text.find('/') == std::string_view::npos;
        if (at_every_depth) pattern.names.insert(pattern.names.begin(), std::string(any_folders));
        patterns_.push_back(std::move(pattern));
    }
}

bool Patterns::match(std::string_view path, bool is_folder) const {
    const std::vector<std::string> names = names_of(path);
    return std::ranges::any_of(patterns_, [&](const Pattern& pattern) {
        return (is_folder || !pattern.folders_only) && matches(pattern.names, names);
    });
}

} // namespace expc::upload
