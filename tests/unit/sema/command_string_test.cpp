// SPDX-License-Identifier: MIT
#include "compiler/parse/parse.hpp"
#include "compiler/sema/command_string.hpp"

#include <catch2/catch.hpp>

using namespace expc;

namespace {

std::optional<std::string> words_of(const std::string& literal) {
    Sources sources;
    diag::Sink sink;
    sema::Module module;
    module.file = parse::parse_expression(sources, sources.add("a.exp", literal), sink);
    REQUIRE_FALSE(sink.has_errors());
    const auto& let = std::get<ast::Let>(module.file.declarations.front().node);
    const sema::ExprRef e{&module, let.value};
    return sema::words_of_string(e, sources.text(e.range()));
}

} // namespace

TEST_CASE("a command in one string becomes the words that a shell would make of it") {
    struct Row {
        std::string written;
        std::string words;
    };
    const Row rows[] = {
        {R"("python train.py --lr ${lr} --tag 'a b'")",
         R"(["python", "train.py", "--lr", lr, "--tag", "a b"])"},
        {R"("train --lr=${lr}")", R"(["train", "--lr=${lr}"])"},
        {R"("train '${name}'  x")", R"(["train", "${name}", "x"])"},
        {R"('say "a  b" c')", R"(["say", "a  b", "c"])"},
        {R"("a''b ''")", R"(["ab", ""])"},
        {R"(' a ')", R"(["a"])"},
        {R"('it "$"' )", ""},
        {R"("echo 'costs $5'")", R"(["echo", "costs \$5"])"},
    };
    for (const Row& row : rows) {
        INFO(row.written);
        CHECK(words_of(row.written).value_or("") == row.words);
    }
}

TEST_CASE("what only a shell understands is left to a person") {
    for (const char* written : {"'a | b'", "'a > b'", "'a && b'", "'a $HOME'", "'a *.txt'",
                                "'a `b`'", "'a \"b'", "'a; b'", "'~/a'", "''", "'  '"}) {
        INFO(written);
        CHECK_FALSE(words_of(written));
    }
}
