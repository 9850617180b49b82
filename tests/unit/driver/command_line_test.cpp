// SPDX-License-Identifier: MIT
#include "compiler/driver/command_line.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace expc::driver;

namespace {

using Words = std::vector<std::string>;

Call call(const Words& words) {
    std::variant<Call, HelpText, UsageError> result = parse_command_line(words);
    if (const auto* error = std::get_if<UsageError>(&result)) FAIL(error->message);
    REQUIRE(std::holds_alternative<Call>(result));
    return std::get<Call>(std::move(result));
}

std::string usage_error(const Words& words) {
    std::variant<Call, HelpText, UsageError> result = parse_command_line(words);
    REQUIRE(std::holds_alternative<UsageError>(result));
    return std::get<UsageError>(result).message;
}

std::string help(const Words& words) {
    std::variant<Call, HelpText, UsageError> result = parse_command_line(words);
    REQUIRE(std::holds_alternative<HelpText>(result));
    return std::get<HelpText>(result).text;
}

} // namespace

TEST_CASE("words become a subcommand and its arguments") {
    const Call parsed = call({"build", "a.exp", "x@y", "z", "--set", "n=-3", "--set", "xs=[1, 2]",
                              "--override=t.resources.time=10m", "-o", "out"});
    CHECK(parsed.subcommand->name == "build");
    CHECK(parsed.arguments.file == "a.exp");
    CHECK(parsed.arguments.targets == Words{"x@y", "z"});
    CHECK(parsed.arguments.sets == Words{"n=-3", "xs=[1, 2]"});
    CHECK(parsed.arguments.overrides == Words{"t.resources.time=10m"});
    CHECK(parsed.arguments.output == "out");
}

TEST_CASE("a target or an expression may be spelled like a subcommand") {
    CHECK(call({"run", "plan.exp", "plan"}).arguments.targets == Words{"plan"});
    CHECK(call({"run", "plan.exp", "plan"}).subcommand->name == "run");
    CHECK(call({"eval", "a.exp", "test"}).arguments.expression == "test");
}

TEST_CASE("an expression in brackets stays one word") {
    CHECK(call({"eval", "a.exp", "[1, 2]"}).arguments.expression == "[1, 2]");
}

TEST_CASE("an expression may begin with a minus sign, and stand behind --") {
    CHECK(call({"eval", "a.exp", "-1"}).arguments.expression == "-1");
    CHECK(call({"eval", "a.exp", "-b.c", "--set", "x=1"}).arguments.expression == "-b.c");
    CHECK(call({"eval", "-b.c", "a.exp"}).arguments.expression == "-b.c");
    CHECK(call({"--color", "never", "eval", "a.exp", "-b"}).arguments.expression == "-b");
    CHECK(call({"eval", "a.exp", "--", "-b.c"}).arguments.expression == "-b.c");
    CHECK(call({"eval", "a.exp", "--", "b"}).arguments.expression == "b");
    CHECK(call({"eval", "--", "a.exp", "--b"}).arguments.expression == "--b");
    CHECK(usage_error({"eval", "a.exp", "--sett"}) != "");
    CHECK(usage_error({"eval", "a.exp", "--", "a", "b"}) != "");
}

TEST_CASE("--runs stands alone, or takes a selection, and never takes a target") {
    struct Row {
        Words words;
        std::string runs;
        Words targets;
    };
    const Row row =
        GENERATE(Row{{"plan", "a.exp", "--runs"}, "all", {}},
                 Row{{"plan", "a.exp", "--runs", "0-3,8"}, "0-3,8", {}},
                 Row{{"plan", "a.exp", "--runs=5"}, "5", {}},
                 Row{{"plan", "a.exp", "--runs", "-1"}, "-1", {}},
                 Row{{"plan", "a.exp", "--runs", ""}, "", {}},
                 Row{{"plan", "a.exp", "--runs", "mnist@laptop"}, "all", {"mnist@laptop"}},
                 Row{{"plan", "a.exp", "--runs", "--json"}, "all", {}},
                 Row{{"plan", "--runs", "7", "a.exp", "t"}, "7", {"t"}});
    const Call parsed = call(row.words);
    CHECK(parsed.arguments.runs == row.runs);
    CHECK(parsed.arguments.targets == row.targets);
    CHECK(parsed.arguments.file == "a.exp");
}

TEST_CASE("words after -- belong to the command, whatever they look like") {
    const Call parsed = call({"run", "a.exp", "--", "--debug", "--", "--runs", ""});
    CHECK(parsed.arguments.appended_words == Words{"--debug", "--", "--runs", ""});
    CHECK(parsed.arguments.targets.empty());
    CHECK(usage_error({"version", "--", "x"}).find("takes no words after `--`") !=
          std::string::npos);
}

TEST_CASE("common options stand before or after the subcommand") {
    CHECK(call({"--color=never", "check", "a.exp"}).arguments.color == ColorChoice::never);
    CHECK(call({"check", "a.exp", "--color", "always"}).arguments.color == ColorChoice::always);
    CHECK(call({"check", "--diagnostics=short", "a.exp"}).arguments.diagnostics ==
          DiagnosticsForm::brief);
}

TEST_CASE("hidden subcommands have two words") {
    const Call parsed = call({"internal", "plan", "a.exp", "--json"});
    CHECK(parsed.subcommand->name == "internal-plan");
    CHECK(parsed.arguments.json);
}

TEST_CASE("a usage error names what was meant") {
    struct Row {
        Words words;
        std::string part;
    };
    const Row row =
        GENERATE(Row{{}, "a subcommand is missing"},
                 Row{{"chekc", "a.exp"}, "there is no subcommand `chekc`; did you mean `check`?"},
                 Row{{"a.exp"}, "`expc run a.exp`"}, Row{{"plan"}, "FILE is required"},
                 Row{{"plan", "a.exp", "--wher", "x"}, "did you mean `--where`?"},
                 Row{{"check", "a.exp", "--color=blue"}, "`blue` is not one of auto|always|never"},
                 Row{{"run", "a.exp", "--keep", "--changed"}, "excludes"},
                 Row{{"run", "a.exp", "--first", "x"}, "`x` is not a number of runs"},
                 Row{{"run", "a.exp", "--first", "-1"}, "--first"},
                 Row{{"explain", "E1", "E2"}, "`expc explain` does not take `E2`"});
    CHECK_THAT(usage_error(row.words), Catch::Contains(row.part));
}

TEST_CASE("every subcommand's help shows its options and examples that parse") {
    for (const Subcommand& subcommand : subcommands()) {
        Words words{std::string(subcommand.name), "--help"};
        const std::string text = help(words);
        CAPTURE(subcommand.name);
        CHECK_THAT(text, Catch::Contains("Usage: expc ") && Catch::Contains("Examples:\n") &&
                             Catch::Contains("--color auto|always|never"));
    }
    CHECK_THAT(help({"--help"}), Catch::Contains("expc init first-sweep"));
    CHECK_THAT(help({"--help"}), !Catch::Contains("internal"));
}

TEST_CASE("completion scripts know every option of every subcommand") {
    const std::vector<CommandShape> shapes = command_shapes();
    const std::string bash = bash_completion(shapes);
    const std::string zsh = zsh_completion(shapes);
    const std::string fish = fish_completion(shapes);
    std::size_t options = 0;
    for (const CommandShape& command : shapes) {
        if (command.hidden) {
            CHECK_THAT(bash + zsh + fish, !Catch::Contains(command.name));
            continue;
        }
        for (const OptionShape& option : command.options) {
            for (const std::string& name : option.names) {
                if (!name.starts_with("--")) continue;
                ++options;
                CAPTURE(command.name, name);
                CHECK_THAT(bash, Catch::Contains(name));
                CHECK_THAT(zsh, Catch::Contains("'*" + name));
                CHECK_THAT(fish, Catch::Contains("__fish_seen_subcommand_from " + command.name +
                                                 "' -l " + name.substr(2)) ||
                                     Catch::Contains("__fish_seen_subcommand_from " + command.name +
                                                     "' -s o -l " + name.substr(2)) ||
                                     Catch::Contains("__fish_seen_subcommand_from " + command.name +
                                                     "' -s h -l " + name.substr(2)));
            }
        }
    }
    CHECK(options > 60);
}
