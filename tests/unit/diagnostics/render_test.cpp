// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/render.hpp"
#include "tests/support/golden_text.hpp"
#include "tests/unit/diagnostics/scene.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>

using namespace expc;
using namespace expc::diag;
using namespace expc::diag::testing;
using expc::testing::check_golden;

namespace {

std::vector<SceneCase> all_scenes() {
    std::vector<SceneCase> scenes;
    for (const auto part : {language_scenes(), layout_scenes()}) {
        scenes.insert(scenes.end(), part.begin(), part.end());
    }
    return scenes;
}

std::string golden_path(std::string_view name, std::string_view ending) {
    std::string file(name);
    std::ranges::replace(file, ' ', '_');
    return "tests/unit/diagnostics/expected/" + file + std::string(ending);
}

/// Every scene in one, as if one compilation had reported all of it.
Scene everything() {
    Scene all;
    for (const SceneCase& c : all_scenes())
        c.build(all);
    return all;
}

std::vector<nlohmann::json> parsed_lines(const std::string& text) {
    std::vector<nlohmann::json> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        lines.push_back(nlohmann::json::parse(text.substr(at, end - at)));
        at = end + 1;
    }
    return lines;
}

/// The log without the explain pages of its rules, which change more often than the form does.
std::string without_pages(const std::string& sarif) {
    auto log = nlohmann::ordered_json::parse(sarif);
    for (auto& rule : log["runs"][0]["tool"]["driver"]["rules"]) {
        CHECK(rule["help"]["markdown"].get<std::string>().starts_with("# "));
        rule.erase("help");
        rule.erase("shortDescription");
    }
    return log.dump(2) + '\n';
}

Diagnostic bare(Severity severity, Code code) {
    return {severity, code, "", {}, {}, {}, {}};
}

} // namespace

TEST_CASE("the text form of each scene is as expected") {
    for (const SceneCase& c : all_scenes()) {
        Scene scene;
        c.build(scene);
        check_golden(golden_path(c.name, ".txt"),
                     render_text(scene.sources, scene.sink.sorted(), {}));
    }
}

TEST_CASE("colours only add escape sequences") {
    for (const SceneCase& c : all_scenes()) {
        Scene scene;
        c.build(scene);
        const std::string plain = render_text(scene.sources, scene.sink.sorted(), {});
        std::string coloured = render_text(scene.sources, scene.sink.sorted(), {.colour = true});
        INFO(c.name);
        CHECK(coloured != plain);
        for (std::size_t at = coloured.find('\033'); at != std::string::npos;
             at = coloured.find('\033')) {
            coloured.erase(at, coloured.find('m', at) - at + 1);
        }
        CHECK(coloured == plain);
    }
}

TEST_CASE("errors are red, secondary places blue, helps cyan") {
    Scene scene;
    language_scenes()[3].build(scene);
    check_golden("tests/unit/diagnostics/expected/colours.txt",
                 render_text(scene.sources, scene.sink.sorted(), {.colour = true}));
}

TEST_CASE("the short, JSON and SARIF forms of all scenes are as expected") {
    const Scene all = everything();
    const auto diagnostics = all.sink.sorted();
    const std::string folder = "tests/unit/diagnostics/expected/";
    check_golden(folder + "all.short", render_short(all.sources, diagnostics));
    check_golden(folder + "all.jsonl", render_json(all.sources, diagnostics));
    check_golden(folder + "all.sarif",
                 without_pages(render_sarif(all.sources, diagnostics, "1.2.3")));
}

TEST_CASE("each line of the JSON form is an object with the same keys") {
    const Scene all = everything();
    const auto diagnostics = all.sink.sorted();
    const auto lines = parsed_lines(render_json(all.sources, diagnostics));
    REQUIRE(lines.size() == diagnostics.size());
    for (const auto& line : lines) {
        for (const char* key :
             {"code", "severity", "title", "primary", "secondary", "notes", "helps", "rendered"}) {
            CHECK(line.contains(key));
        }
    }
}

TEST_CASE("byte offsets of the JSON form cut the range out of the file") {
    Scene scene;
    language_scenes()[4].build(scene);
    const auto line = parsed_lines(render_json(scene.sources, scene.sink.sorted())).at(0);
    const std::size_t begin = line["primary"]["range"]["begin"];
    const std::size_t end = line["primary"]["range"]["end"];
    CHECK(scene.sources[SourceId{0}].text.substr(begin, end - begin) == "[512, 256]");
    CHECK(line["primary"]["range"]["line"] == 6);
    CHECK(line["primary"]["range"]["column"] == 14);
    CHECK(line["primary"]["range"]["end_column"] == 24);
}

TEST_CASE("without Unicode no byte above 127 is written") {
    const Scene all = everything();
    const std::string text =
        render_text(all.sources, all.sink.sorted(), {.unicode = false, .width = 40});
    CHECK(std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 128; }));
}

TEST_CASE("a source never sends control characters to the terminal") {
    const Scene all = everything();
    const std::string text = render_text(all.sources, all.sink.sorted(), {});
    CHECK(std::ranges::none_of(
        text, [](char c) { return c != '\n' && static_cast<unsigned char>(c) < 32; }));
}

TEST_CASE("a long line is cropped around the marks") {
    Scene scene;
    const SourceId f = scene.file("long.exp", "x = [" + std::string(300, '1') + ", here, " +
                                                  std::string(300, '2') + "]\n");
    scene.sink.report(Code::E0202, scene.at(f, "here"), "here").here("not declared");
    const auto diagnostics = scene.sink.sorted();
    check_golden("tests/unit/diagnostics/expected/cropped.txt",
                 render_text(scene.sources, diagnostics, {.width = 60}) +
                     render_text(scene.sources, diagnostics, {.unicode = false, .width = 60}));
}

TEST_CASE("a cropped line keeps to the width and shows the marked text") {
    for (std::size_t before = 0; before < 120; before += 7) {
        Scene scene;
        const SourceId f = scene.file("long.exp", std::string(before, 'a') + "HERE" +
                                                      std::string(100, 'b') + "\n");
        scene.sink.report(Code::E0202, scene.at(f, "HERE"), "x");
        const std::string text =
            render_one(scene.sources, scene.sink.sorted()[0], {.unicode = false, .width = 50});
        const std::size_t source = text.find("1 | ");
        const std::size_t marks = text.find('\n', source) + 1;
        INFO(text);
        CHECK(text.find('\n', source) - source <= 50);
        CHECK(text.substr(source + (text.find('^') - marks), 4) == "HERE");
    }
}

TEST_CASE("a line of two million characters is cropped even where no width is known") {
    Scene scene;
    const SourceId f = scene.file("huge.exp", std::string(1'000'000, 'a') + " here " +
                                                  std::string(1'000'000, 'b') + "\n");
    scene.sink.report(Code::E0202, scene.at(f, "here"), "here");
    const std::string text = render_text(scene.sources, scene.sink.sorted(), {});
    CHECK(text.size() < 20'000);
    CHECK(text.find("^^^^") != std::string::npos);
}

TEST_CASE("the summary counts errors, warnings and what is not shown") {
    struct Row {
        std::size_t errors;
        std::size_t warnings;
        Counts suppressed;
        std::string_view expected;
    };
    const Row rows[] = {
        {1, 0, {}, "1 error (`expc explain E0202` says more)\n"},
        {2, 0, {}, "2 errors (`expc explain E0202` says more)\n"},
        {0, 1, {}, "1 warning (`expc explain W0501` says more)\n"},
        {2, 3, {}, "2 errors, 3 warnings (`expc explain CODE` says more, of E0202, W0501)\n"},
        {1, 0, {1, 0}, "1 error, 1 more error not shown (`expc explain E0202` says more)\n"},
        {1, 0, {7, 0}, "1 error, 7 more errors not shown (`expc explain E0202` says more)\n"},
        {0, 1, {0, 1}, "1 warning, 1 more warning not shown (`expc explain W0501` says more)\n"},
    };
    for (const Row& row : rows) {
        std::vector<Diagnostic> diagnostics(row.errors, bare(Severity::error, Code::E0202));
        diagnostics.insert(diagnostics.end(), row.warnings, bare(Severity::warning, Code::W0501));
        CHECK(render_summary(diagnostics, {.suppressed = row.suppressed}) == row.expected);
    }
}

TEST_CASE("nothing to say is an empty text in every form but SARIF") {
    const Sources sources;
    CHECK(render_text(sources, {}, {}).empty());
    CHECK(render_short(sources, {}).empty());
    CHECK(render_json(sources, {}).empty());
    CHECK(nlohmann::json::parse(render_sarif(sources, {}, "1"))["runs"][0]["results"].empty());
}

TEST_CASE("a code is a link where an address is given") {
    Scene scene;
    const SourceId f = scene.file("a.exp", "x\n");
    scene.sink.report(Code::E0202, scene.at(f, "x"), "x");
    const std::string text =
        render_one(scene.sources, scene.sink.sorted()[0], {.explain_url = "https://e.org/"});
    CHECK(text.starts_with("error[\033]8;;https://e.org/E0202\033\\E0202\033]8;;\033\\]: "));
}

TEST_CASE("a message in a file of 100 000 lines is drawn at once") {
    std::string source;
    for (int i = 0; i < 100'000; ++i)
        source += "let x = 1\n";
    Scene scene;
    const SourceId f = scene.file("big.exp", source + "let y = z\n");
    scene.sink.report(Code::E0202, scene.at(f, "z"), "z");
    const auto start = std::chrono::steady_clock::now();
    const std::string text = render_text(scene.sources, scene.sink.sorted(), {});
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::milliseconds(50));
    CHECK(text.find("100001 | let y = z") != std::string::npos);
}
