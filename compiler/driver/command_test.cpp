// SPDX-License-Identifier: MIT
#include "compiler/driver/session.hpp"
#include "compiler/driver/subcommands.hpp"

#include <algorithm>

namespace expc::driver {

int test(const Arguments& arguments, Console& console) {
    std::optional<Program> program = compile_file(arguments, Depth::declarations, console);
    if (!program) return exit_usage;
    if (program->sink().has_errors()) {
        report(*program, arguments, console);
        return exit_failed;
    }
    const std::vector<TestOutcome> outcomes = program->run_tests();
    const bool no_errors = report(*program, arguments, console);
    for (const TestOutcome& outcome : outcomes)
        console.print("{} {}\n", outcome.passed ? "passed" : "FAILED", outcome.name);
    const auto failed =
        static_cast<std::uint64_t>(std::ranges::count(outcomes, false, &TestOutcome::passed));
    console.print("{}, {} failed\n", counted(outcomes.size(), "test"), failed);
    return failed == 0 && no_errors ? exit_ok : exit_failed;
}

} // namespace expc::driver
