// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/diagnostics/elision.hpp"

#include <catch2/catch.hpp>

using namespace expc;
using diag::elided;

namespace {

std::string repeated(std::string_view text, std::size_t times) {
    std::string result;
    for (std::size_t i = 0; i < times; ++i)
        result += text;
    return result;
}

} // namespace

TEST_CASE("what a reader can read stays as it is") {
    CHECK(elided("") == "");
    const std::string sentence = repeated("`name` is not an Int\n  ", 100);
    CHECK(elided(sentence) == sentence);
    const std::string path = repeated("/folder", 57);
    CHECK(elided(path) == path);
}

TEST_CASE("a word of any length keeps its two ends, and what stands around it") {
    const std::string name = "begin" + repeated("x", 10'000'000) + "end";
    const std::string text = elided("there is no name `" + name + "` in scope");
    CHECK(text.size() < 300);
    CHECK(text.starts_with("there is no name `beginxxx"));
    CHECK(text.ends_with("xxxend` in scope"));
    CHECK(text.find("x…x") != std::string::npos);
}

TEST_CASE("a text of any length keeps its two ends") {
    const std::string text = elided("begin" + repeated(" word", 1'000'000) + " end", 1000);
    CHECK(text.size() < 1000);
    CHECK(text.starts_with("begin word"));
    CHECK(text.ends_with("word end"));
}

TEST_CASE("characters are left out whole") {
    for (std::size_t shift = 0; shift < 4; ++shift) {
        const std::string text = elided(std::string(shift, 'x') + repeated("\U0001F600", 1000));
        const std::size_t cut = text.find("…");
        REQUIRE(cut != std::string::npos);
        CHECK((cut - shift) % 4 == 0);
        CHECK((text.size() - cut - 3) % 4 == 0);
    }
}

TEST_CASE("every sentence of a message is bounded, and edits are whole") {
    const std::string name = repeated("x", 100'000);
    diag::Sink sink;
    sink.report(diag::Code::E0202, SourceRange{}, name)
        .here(name)
        .note(name)
        .help(name)
        .fix("write " + name, {{SourceRange{}, name}});
    const diag::Diagnostic message = sink.sorted().front();
    CHECK(message.title.size() < 1000);
    CHECK(message.primary.text.size() < 1000);
    CHECK(message.notes.front().size() < 1000);
    REQUIRE(message.helps.size() == 2);
    CHECK(message.helps[0].text.size() < 1000);
    CHECK(message.helps[1].text.size() < 1000);
    CHECK(message.helps[1].edits.front().text == name);
}
