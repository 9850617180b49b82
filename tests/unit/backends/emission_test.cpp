// SPDX-License-Identifier: MIT
// Emission as a function of the plan: words, templates, diagrams, sizes, and what a backend cannot
// carry.
#include "compiler/backends/text/diagram.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/backends/text/template.hpp"
#include "tests/support/sample_plans.hpp"
#include "tests/unit/backends/fake_slurm.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace expc;
using namespace expc::tests;
using backends::ShellWord;

namespace {

std::size_t total_size(const backends::Artifacts& artifacts) {
    std::size_t size = 0;
    for (const backends::Artifact& file : artifacts.files)
        size += file.content.size();
    return size;
}

backends::Artifacts emit(const ir::Plan& plan, const ir::Target& target) {
    return backends::find(target.platform.engine)->emit(plan, target);
}

std::vector<std::string> titles(const diag::Sink& sink) {
    std::vector<std::string> titles;
    for (const diag::Diagnostic& diagnostic : sink.sorted())
        titles.push_back(
            fmt::format("{}: {}", diag::entry(diagnostic.code).name, diagnostic.title));
    return titles;
}

} // namespace

TEST_CASE("a word stands on one line and says exactly what it is") {
    CHECK(ShellWord().text() == "''");
    CHECK(ShellWord::literal("").text() == "''");
    CHECK(ShellWord::literal("it's").text() == R"('it'\''s')");
    CHECK(ShellWord::literal("a\nb").text() == R"('a'"$expc_newline"'b')");
    ShellWord word = ShellWord::literal("--lr=");
    word += ShellWord::variable("expc_v0");
    CHECK(word.text() == R"('--lr='"$expc_v0")");
}

TEST_CASE("a placeholder alone on its line takes lines, keeps their indentation, or goes") {
    CHECK(backends::fill("a\n  @block@\nb\n", {{"block", "x\n\ny\n"}}) == "a\n  x\n\n  y\nb\n");
    CHECK(backends::fill("a\n  @block@\nb\n", {{"block", ""}}) == "a\nb\n");
    CHECK(backends::fill("\"$@\" x@name@y a@b\n", {{"name", "1"}}) == "\"$@\" x1y a@b\n");
}

TEST_CASE("a long node of a diagram becomes a tree of short blocks") {
    const algebra::Space space = samples::expect(
        algebra::filtered(samples::axis("seed", samples::ints(0, 20'000)),
                          {{0}, [](auto ordinals) { return ordinals[0] % 2 == 1; }, {}}));
    const backends::Diagram diagram =
        backends::make_diagram(space.components[0], backends::Forbidden::left_out);
    CHECK(diagram.records.size() > 10'000);
    CHECK(diagram.records.size() < 10'200);
    for (const backends::BlockAddress& block : diagram.blocks)
        CHECK(block.length <= backends::Diagram::block_limit);
    const backends::RecordFile file = backends::record_file(diagram);
    CHECK(file.content.size() == file.width * diagram.records.size());
}

TEST_CASE("the same plan gives the same bytes, in the order of paths") {
    const ir::Plan plan = samples::hostile();
    const backends::Artifacts first = emit(plan, plan.targets[0]);
    const backends::Artifacts second = emit(plan, plan.targets[0]);
    REQUIRE(first.files.size() == second.files.size());
    for (std::size_t at = 0; at < first.files.size(); ++at) {
        CHECK(first.files[at].content == second.files[at].content);
        if (at > 0) CHECK(first.files[at - 1].path < first.files[at].path);
    }
}

TEST_CASE("artifacts grow with the axes and not with the runs") {
    const ir::Plan small = samples::big(100);
    const ir::Plan large = samples::big(20'000);
    CHECK(large.targets[0].totals.runs > 1'000'000'000);
    const std::size_t size = total_size(emit(large, large.targets[0]));
    CHECK(size < total_size(emit(small, small.targets[0])) + 100);
    CHECK(size < 28'000);
}

TEST_CASE("submissions name the chunks that submit.sh makes") {
    ir::Slurm settings;
    settings.max_array_size = 1001;
    settings.max_submit = 500;
    const ir::Plan plan = slurm_plan({1200, 3}, settings);
    const backends::Artifacts artifacts = emit(plan, plan.targets[0]);
    REQUIRE(artifacts.submissions.size() == 2);
    CHECK(artifacts.submissions[0].runs == 1200);
    CHECK(artifacts.submissions[0].chunk == 500);
    CHECK(artifacts.submissions[1].group == 1);
}

TEST_CASE("what a backend cannot carry is one error at the line that asks for it") {
    ir::Plan plan = samples::mnist();
    ir::Target& target = plan.targets[1];
    const SourceRange here{{}, 10, 20};
    target.requests = {{ir::Capability::patches, "`patch`", false, here},
                       {ir::Capability::multi_node, "`nodes = 2`", false, {}}};
    diag::Sink sink;
    CHECK_FALSE(backends::check_capabilities(target, sink));
    CHECK(titles(sink) == std::vector<std::string>{"E0804: `slurm` cannot carry `patch`"});
    CHECK(sink.sorted()[0].primary.range == here);
    target.platform.engine = "torque";
    diag::Sink other;
    CHECK_FALSE(backends::check_capabilities(target, other));
    CHECK(titles(other) ==
          std::vector<std::string>{"E0804: `expc build` cannot carry a target on `torque`"});
    diag::Sink fine;
    CHECK(backends::check_capabilities(plan.targets[0], fine));
    CHECK(titles(fine).empty());
}

TEST_CASE("what a platform lets runs go without is no error, and is named once") {
    ir::Plan plan = samples::mnist();
    ir::Target& target = plan.targets[1];
    REQUIRE(target.platform.engine == "slurm");
    target.requests = {
        {ir::Capability::retry_out_of_memory, "`retry` after `out_of_memory`", true, {}},
        {ir::Capability::retry_out_of_memory, "`retry` after `out_of_memory`", true, {}},
        {ir::Capability::disk, "`disk`", true, {}},
        {ir::Capability::containers, "container `vision`", true, {}}};
    diag::Sink sink;
    CHECK(backends::check_capabilities(target, sink));
    CHECK(titles(sink).empty());
    // Slurm carries `disk`; a container is left out wherever the platform says so.
    CHECK(backends::left_out(target) ==
          std::vector<std::string>{"`retry` after `out_of_memory`", "container `vision`"});
}

TEST_CASE("limits of Slurm that only the whole target shows are found before anything is sent") {
    const backends::Backend& slurm = *backends::find("slurm");
    ir::Slurm settings;
    settings.max_script_size = ir::Size{100};
    ir::Plan plan = slurm_plan({1}, settings);
    ir::Target& target = plan.targets[0];
    target.platform.extra_flags = {"--cpus-per-task=3", "--nice=1"};
    ir::Experiment& experiment = target.experiments[0];
    experiment.groups.resize(100, experiment.groups[0]);
    diag::Sink sink;
    slurm.check(target, sink);
    CHECK(titles(sink) ==
          std::vector<std::string>{
              "E0804: `cluster` cannot carry the job script of `sweep`",
              "W0801: `extra_flags` repeats `--cpus-per-task`, which `sweep` gets already"});
    experiment.groups.push_back(experiment.groups[0]);
    diag::Sink more;
    slurm.check(target, more);
    CHECK(titles(more)[0].starts_with("E0807: resources differ so much between runs that 101"));
}
