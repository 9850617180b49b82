// SPDX-License-Identifier: MIT
#include "compiler/ir/quoting.hpp"
#include "compiler/ir/run_table.hpp"
#include "tests/support/sample_plans.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <sstream>

using namespace expc;

namespace {

std::string printed(const ir::Experiment& experiment, ir::RunFormat format,
                    const ir::Selection& selection = {}) {
    std::string output;
    const bool all =
        ir::print_runs("target", experiment, selection, format, [&](std::string_view chunk) {
            output += chunk;
            return true;
        });
    CHECK(all);
    return output;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

ir::Selection only(std::uint64_t first, std::uint64_t last, std::uint64_t step = 1) {
    return {std::vector<ir::IndexRange>{{first, last, step}}, nullptr, {}};
}

/// The command of a run the slow way: every word resolved, then quoted between its runtime parts.
std::string slow_command(const ir::ResolvedRun& run) {
    std::string command;
    for (const auto& step : run.steps) {
        if (!command.empty()) command += "&& ";
        for (const ir::ResolvedText& word : step) {
            if (word.empty()) command += "''";
            for (const algebra::TextPart& part : word) {
                const auto* literal = std::get_if<std::string>(&part);
                command +=
                    literal != nullptr ? ir::quoted(*literal) : ir::placeholder(std::get<1>(part));
            }
            command += ' ';
        }
    }
    command.pop_back();
    return command;
}

} // namespace

TEST_CASE("a table has aligned columns, a short id and the command") {
    const ir::Plan plan = samples::mnist();
    CHECK(printed(plan.targets[0].experiments[0], ir::RunFormat::table, only(0, 17, 7)) ==
          R"(index  id            lr  width  seed  command
    0  7e207e4f  0.0001    128     0  python3 train.py --lr=0.0001 --width=128 --seed=0 --out ${run.dir}/model.pt
    7  6ea77b79  0.0003    128     1  python3 train.py --lr=0.0003 --width=128 --seed=1 --out ${run.dir}/model.pt
   14  bb4a6935   0.001    128     2  python3 train.py --lr=0.001 --width=128 --seed=2 --out ${run.dir}/model.pt
)");
}

TEST_CASE("values that would blur a table are shown as literals, none as a dash") {
    const ir::Plan plan = samples::hostile();
    const std::vector<std::string> lines =
        lines_of(printed(plan.targets[0].experiments[0], ir::RunFormat::table));
    REQUIRE(lines.size() == 97);
    CHECK(lines[0] == "index  id        text                        mode   keep  optimizer.seed  "
                      "label       command");
    CHECK(lines[1].starts_with("    0  c4dedf1f  \"\"                          plain     -         "
                               "      7  \"it's 0/0\"  "));
    CHECK(lines[37].starts_with(
        "   36  0f46ee39  \"line\\nbreak\\n\"             plain     -               7  "));
}

TEST_CASE("TSV has the whole id and one line per run whatever the values hold") {
    const ir::Plan plan = samples::hostile();
    const std::vector<std::string> lines =
        lines_of(printed(plan.targets[0].experiments[0], ir::RunFormat::tsv));
    REQUIRE(lines.size() == 97);
    CHECK(lines[0] == "index\tid\ttext\tmode\tkeep\toptimizer.seed\tlabel\tcommand");
    for (const std::string& line : lines)
        CHECK(std::ranges::count(line, '\t') == 7);
    CHECK(lines[37].starts_with(
        "36\t0f46ee399b605ef3b714\tline\\nbreak\\n\tplain\t\t7\tit's 0/0\tprintf '%s\\0' "));
}

TEST_CASE("steps are joined and a script shows its first line") {
    const ir::Plan plan = samples::hostile();
    const auto& experiments = plan.targets[0].experiments;
    CHECK(lines_of(printed(experiments[1], ir::RunFormat::tsv))
              .at(6)
              .ends_with("\tprintf '%s\\0' 'it'\\''s' && printf '%s\\0' second --flag"));
    CHECK(lines_of(printed(experiments[2], ir::RunFormat::tsv))
              .at(1)
              .ends_with("\tbash: printf '%s\\0' \"$VALUE\" 'it'\\''s'..."));
}

TEST_CASE("the fast printer says what resolving each run says") {
    struct Case {
        ir::Plan plan;
        std::uint64_t step;
    };
    for (const Case& c :
         {Case{samples::hostile(), 1}, Case{samples::pipeline(), 1}, Case{samples::big(1), 997}}) {
        for (const ir::Experiment& experiment : c.plan.targets[0].experiments) {
            if (std::holds_alternative<ir::BashScript>(experiment.command)) continue;
            const std::uint64_t last = experiment.space.count - 1;
            const auto lines =
                lines_of(printed(experiment, ir::RunFormat::tsv, only(0, last, c.step)));
            ir::Resolver resolver(experiment);
            std::uint64_t index = 0;
            for (std::size_t line = 1; line < lines.size(); ++line, index += c.step) {
                const ir::ResolvedRun run = resolver.resolve(index);
                CAPTURE(experiment.name, index);
                CHECK(lines[line].starts_with(fmt::format("{}\t{}\t", index, run.id.hex())));
                CHECK(lines[line].ends_with('\t' + slow_command(run)));
            }
            CHECK(index > last);
        }
    }
}

TEST_CASE("JSON lines hold a run as a program wants it") {
    const ir::Plan hostile = samples::hostile();
    const ir::Experiment& words = hostile.targets[0].experiments[0];
    const std::string digest = ir::digest(words, ir::Resolver(words).resolve(15));
    const std::string expected =
        R"json({"target":"target","experiment":"words","index":15,"id":"d6bd1cf970d52b40728f",)json"
        R"json("name":"words-d6bd1cf970d5","digest":")json" +
        digest +
        R"json(","params":{"text":"it's","mode":"prune","keep":0.1,"optimizer.seed":8,"label":"it's 1/1"},)json"
        R"json("argv":["printf","%s\\0","fixed words","$NOT_A_VARIABLE","it's","--text=it's'it's 1/1",)json"
        R"json("--keep=0.1","q8\n","-m","two words",[{"runtime":"run.dir"},"/it's d6bd1cf970d52b40728f"],)json"
        R"json([{"runtime":"run.env(\"EXPC_UNSET\", default = \"fall back\")"}],"15-words-d6bd1cf970d5"],)json"
        R"json("env":{"HOSTILE":"it's $x","KEEP":"0.1","PATH_OF_RUN":[{"runtime":"run.dir"}],)json"
        R"json("PYTHONPATH":{"prepend":"/opt/it's here"},"EXPC_PARAM_text":"it's","EXPC_PARAM_mode":"prune",)json"
        R"json("EXPC_PARAM_keep":"0.1","EXPC_PARAM_optimizer_seed":"8","EXPC_PARAM_label":"it's 1/1",)json"
        R"json("EXPC_RUN_ID":"d6bd1cf970d52b40728f","EXPC_RUN_INDEX":"15","EXPC_RUN_NAME":"words-d6bd1cf970d5",)json"
        R"json("EXPC_EXPERIMENT":"words"},"workdir":".","outputs":{"log dir":[{"runtime":"run.dir"},"/log dir"]}})json"
        "\n";
    CHECK(printed(words, ir::RunFormat::json, only(15, 15)) == expected);
}

TEST_CASE("JSON lines tell steps and scripts from a plain argv, and name secrets") {
    const ir::Plan hostile = samples::hostile();
    const auto& experiments = hostile.targets[0].experiments;
    const std::string steps = printed(experiments[1], ir::RunFormat::json, only(5, 5));
    CHECK(
        steps.find(
            R"("steps":[["printf","%s\\0","it's"],["printf","%s\\0","second","--flag"]],"env":)") !=
        std::string::npos);
    const std::string script = printed(experiments[2], ir::RunFormat::json, only(2, 2));
    CHECK(script.find(R"("bash":{"run":"printf )") != std::string::npos);
    CHECK(script.find(R"("vars":{"VALUE":"<it's>"}},"env":)") != std::string::npos);
    const ir::Plan pipeline = samples::pipeline();
    const std::string secret =
        printed(pipeline.targets[0].experiments[1], ir::RunFormat::json, only(0, 0));
    CHECK(secret.find(R"("env":{"WANDB_API_KEY":{"secret":"wandb_key"},)") != std::string::npos);
    CHECK(secret.find(R"("schedule":{"rate":0.1,"name":"x"},"patience":"90s")") !=
          std::string::npos);
    CHECK(secret.find(R"("workdir":"/workspace")") != std::string::npos);
}

TEST_CASE("a closed pipe stops a billion rows, and chunks stay small") {
    const ir::Plan plan = samples::big();
    int chunks = 0;
    const bool all = ir::print_runs("big", plan.targets[0].experiments[0], {}, ir::RunFormat::table,
                                    [&](std::string_view chunk) {
                                        CHECK(chunk.size() < 128 * 1024);
                                        return ++chunks < 3;
                                    });
    CHECK_FALSE(all);
    CHECK(chunks == 3);
}
