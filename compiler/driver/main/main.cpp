// SPDX-License-Identifier: MIT
#include "compiler/driver/driver.hpp"

#include <cstdio>
#include <exception>
#include <malloc.h>

namespace {

/// What a compiler gives back it takes again a moment later, and it ends soon: small pieces cost a
/// thirtieth of the time in which a large file is checked.
void take_memory_in_large_pieces() {
    constexpr int piece = 8 << 20;
    constexpr int never = 1 << 30;
    mallopt(M_TOP_PAD, piece);
    mallopt(M_TRIM_THRESHOLD, never);
    mallopt(M_MMAP_THRESHOLD, 32 << 20); // the most that glibc takes
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
    constexpr int bug = 3;
    take_memory_in_large_pieces();
    try {
        return expc::driver::drive(words);
    } catch (const std::exception& exception) {
        std::fputs(expc::driver::bug_report(exception.what(), words).c_str(), stderr);
    } catch (...) {
        std::fputs(expc::driver::bug_report("an unknown exception", words).c_str(), stderr);
    }
    return bug;
}
