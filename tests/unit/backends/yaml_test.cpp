// SPDX-License-Identifier: MIT
// YAML of ours, read by yaml-cpp: the same bytes come back.
#include "compiler/backends/text/yaml.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>
#include <yaml-cpp/yaml.h>

#include <array>

using expc::backends::Yaml;
using expc::backends::yaml_word;

namespace {

constexpr auto hostile = std::to_array<std::string_view>({
    "",
    " ",
    "a b",
    " lead",
    "trail ",
    "yes",
    "No",
    "on",
    "null",
    "~",
    "1e3",
    "0x1F",
    "012",
    ".5",
    ".nan",
    "-",
    "- x",
    "--dash",
    "?",
    ": ",
    "a: b",
    "a:",
    "#c",
    "a #c",
    "\"q\"",
    "it's",
    "back\\",
    "\\n",
    "[a",
    "{a",
    "&a",
    "*a",
    "!tag",
    "%x",
    "@x",
    "`x`",
    "|",
    ">",
    "\t",
    "a\tb",
    "\n",
    "\n\n",
    "a\n",
    "a\nb",
    "a\n\n",
    "  a\nb\n",
    "a\n  b\n",
    "a\r\nb\n",
    "\x01",
    "\x7f",
    "\xC2\x85\n",
    "a\n\xE2\x80\xA8\n",
    "\xEF\xBB\xBF\na\n",
    "a\n\xF0\x9F\xA6\x80 \xC3\xA9\n",
    "a \n b\t\n",
    "a\n\n\nb\n",
    "$(x)",
    "${x}",
    "---\n",
    "...\na\n",
    "a\n# c\n",
    "a\n\tb\n",
    "x: |\n  y\n",
});

/// What yaml-cpp reads from a document that has the text as key, value, element and deep inside.
void check_text(const std::string& text) {
    const Yaml inner = Yaml::map().add(text, text).add("after", std::int64_t{1});
    const Yaml list = Yaml::list().add(text).add(inner).add("after");
    const YAML::Node read = YAML::Load(Yaml::map().add("value", text).add("list", list).text());
    CHECK(read["value"].as<std::string>() == text);
    CHECK(read["list"].size() == 3);
    CHECK(read["list"][0].as<std::string>() == text);
    CHECK(read["list"][1][text].as<std::string>() == text);
    CHECK(read["list"][1]["after"].as<int>() == 1);
    CHECK(read["list"][2].as<std::string>() == "after");
}

} // namespace

TEST_CASE("texts that YAML would read as something else come back byte for byte") {
    for (const std::string_view text : hostile) {
        CAPTURE(text);
        check_text(std::string(text));
    }
}

TEST_CASE("any lines of hostile pieces come back byte for byte") {
    rc::check([] {
        const auto piece =
            rc::gen::elementOf(std::vector<std::string>(hostile.begin(), hostile.end()));
        std::string text;
        for (const std::string& part : *rc::gen::container<std::vector<std::string>>(piece))
            text += part;
        check_text(text + *rc::gen::element<std::string>("", "\n", "x\n"));
    });
}

TEST_CASE("words are plain where nobody reads them as anything else") {
    for (const std::string_view plain :
         {"train", "kubernetes.io/hostname", "NoSchedule", "a-1_b.c"})
        CHECK(yaml_word(plain) == plain);
    for (const std::string_view quoted : {"yes", "Off", "NULL", "1.29", "-a", "a b", "", "y"})
        CHECK(yaml_word(quoted).starts_with('"'));
    CHECK(yaml_word("a\"\\\x01\n\xF0\x9F\xA6\x80") == R"("a\"\\\x01\n\U0001F980")");
}

TEST_CASE("numbers with a fraction are read as numbers") {
    const Yaml list = Yaml::List{0.5, 2.0, 1e300, 1e-7};
    CHECK(list.text() == "- 0.5\n- 2.0\n- 1.0e+300\n- 1.0e-07\n");
}

TEST_CASE("a script stands as it is, and empty collections are said") {
    const Yaml document = Yaml::map()
                              .add("script", "#!/bin/sh\n\necho 'a: b' # c\n")
                              .add("none", Yaml::list())
                              .add("nothing", Yaml::map())
                              .add("truth", true);
    CHECK(document.text() ==
          "script: |\n  #!/bin/sh\n\n  echo 'a: b' # c\nnone: []\nnothing: {}\ntruth: true\n");
}
