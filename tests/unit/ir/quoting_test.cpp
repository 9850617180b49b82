// SPDX-License-Identifier: MIT
#include "compiler/ir/quoting.hpp"
#include "tests/support/sample_plans.hpp"
#include "tests/unit/ir/shell.hpp"

#include <catch2/catch.hpp>

using namespace expc;

TEST_CASE("a word is quoted only where a shell needs it") {
    struct Case {
        std::string word;
        std::string shell;
    };
    const std::vector<Case> cases = {
        {"plain", "plain"},
        {"--lr=1e-05", "--lr=1e-05"},
        {"/a/b.c,d@e:f%g+h", "/a/b.c,d@e:f%g+h"},
        {"", "''"},
        {"two words", "'two words'"},
        {"it's", "'it'\\''s'"},
        {"$x", "'$x'"},
        {"~", "'~'"},
        {"caf\xc3\xa9", "'caf\xc3\xa9'"},
        {"a\nb's\\", "$'a\\nb\\'s\\\\'"},
        {"\x1b[0m\t", "$'\\033[0m\\t'"},
        {"\x7f", "$'\\177'"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.word);
        CHECK(ir::quoted(c.word) == c.shell);
    }
}

TEST_CASE("quoted words take one line each and bash reads them back") {
    std::string script = "printf '%s\\0'";
    std::string expected;
    for (const std::string& word : samples::hostile_strings()) {
        const std::string shell = ir::quoted(word);
        CAPTURE(word);
        CHECK(shell.find('\n') == std::string::npos);
        script += ' ' + shell;
        expected += word + '\0';
    }
    CHECK(tests::output_of("bash", script) == expected);
}
