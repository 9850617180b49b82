// SPDX-License-Identifier: MIT
// What a shell prints for a script: the independent judge of quoting and digests.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

namespace expc::tests {

inline std::string output_of(const std::string& shell, std::string_view script) {
    char path[] = "/tmp/expc-unit-ir-XXXXXX";
    const int file = mkstemp(path);
    if (file < 0) return "no temporary file";
    std::ofstream(path, std::ios::binary) << script;
    std::string output;
    FILE* pipe = popen((shell + " " + path).c_str(), "r");
    char buffer[4096];
    for (std::size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;)
        output.append(buffer, n);
    pclose(pipe);
    std::remove(path);
    return output;
}

/// For scripts that a test writes: one single-quoted word, by a rule of one line.
inline std::string single_quoted(std::string_view text) {
    std::string result = "'";
    for (const char c : text)
        result += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return result + "'";
}

} // namespace expc::tests
