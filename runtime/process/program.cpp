// SPDX-License-Identifier: MIT
#include "runtime/process/program.hpp"

#include "runtime/files/files.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace expc::process {
namespace {

/// An empty folder of PATH is the working folder.
std::string candidate(std::string_view entry, std::string_view folder, const std::string& name) {
    const bool relative = entry.empty() || entry.front() != '/';
    if (!relative) return fmt::format("{}/{}", entry, name);
    if (entry.empty()) return fmt::format("{}/{}", folder, name);
    return fmt::format("{}/{}/{}", folder, entry, name);
}

std::string search(const std::string& name, std::string_view path, std::string_view folder) {
    std::string forbidden;
    for (;;) {
        const std::size_t colon = path.find(':');
        std::string found = candidate(path.substr(0, colon), folder, name);
        if (files::kind_behind(found) == files::Kind::file) {
            if (::access(found.c_str(), X_OK) == 0) return found;
            if (forbidden.empty()) forbidden = std::move(found);
        }
        if (colon == std::string_view::npos) return forbidden;
        path.remove_prefix(colon + 1);
    }
}

} // namespace

const std::string& ProgramFinder::find(const std::string& name, std::string_view search_path,
                                       std::string_view folder) {
    if (name.find('/') != std::string::npos) return name;
    key_.assign(name).append(1, '\0').append(search_path).append(1, '\0').append(folder);
    const auto known = found_.find(key_);
    if (known != found_.end() && !known->second.empty()) return known->second;
    return found_.insert_or_assign(key_, search(name, search_path, folder)).first->second;
}

} // namespace expc::process
