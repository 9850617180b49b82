// SPDX-License-Identifier: MIT
// Words for the shell of another machine.
#include "runtime/process/capture.hpp"
#include "runtime/remote/connection.hpp"

#include <catch2/catch.hpp>

using namespace expc;

TEST_CASE("remote: a quoted text is one word of a shell, byte for byte") {
    const auto text =
        GENERATE(as<std::string>{}, "", "plain", "it's", "''", "$HOME `id` $(id) \\ \"x\"",
                 "two\nlines\n", "tab\tand !history *", "\xff\xfe not text");
    const auto said = process::run_and_capture({.argv = {"sh", "-s"},
                                                .environment = {},
                                                .folder = {},
                                                .input = "printf %s " + remote::quoted(text)});
    REQUIRE(said);
    CHECK(said.value().output == text);
}
