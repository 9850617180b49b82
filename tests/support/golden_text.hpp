// SPDX-License-Identifier: MIT
// Expected texts in files beside a unit test. With EXPC_UPDATE=1 in the environment a test writes
// them instead of comparing, but never where CI is set.
#pragma once

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace expc::testing {

inline std::string read_golden(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Checks that `actual` is the content of `path`, a path below the project.
inline void check_golden(const std::string& path, const std::string& actual) {
    const std::string whole_path = std::string(EXPC_SOURCE_DIR) + "/" + path;
    const bool updates = std::getenv("EXPC_UPDATE") != nullptr && std::getenv("CI") == nullptr;
    if (updates) std::ofstream(whole_path, std::ios::binary) << actual;
    INFO(path << ": write it anew with EXPC_UPDATE=1");
    CHECK(actual == read_golden(whole_path));
}

} // namespace expc::testing
