// SPDX-License-Identifier: MIT
#include "compiler/driver/driver.hpp"

#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
    constexpr int bug = 3;
    try {
        return expc::driver::drive(words);
    } catch (const std::exception& exception) {
        std::fputs(expc::driver::bug_report(exception.what(), words).c_str(), stderr);
    } catch (...) {
        std::fputs(expc::driver::bug_report("an unknown exception", words).c_str(), stderr);
    }
    return bug;
}
