// SPDX-License-Identifier: MIT
#include "compiler/ir/forms.hpp"
#include "tests/support/sample_plans.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace expc;

namespace {

struct Case {
    std::string sentence; ///< part of the first broken promise
    std::function<void(ir::Experiment&)> break_it;
};

void check_broken(const ir::Plan& plan, const std::string& sentence) {
    CAPTURE(sentence);
    const std::vector<std::string> broken = ir::verify(plan);
    REQUIRE_FALSE(broken.empty());
    CHECK_THAT(broken.front(), Catch::Contains(sentence));
}

ir::Argv one_word(ir::Part part) {
    return {{samples::word({std::move(part)})}};
}

} // namespace

TEST_CASE("plans written by hand keep all promises") {
    for (const ir::Plan& plan :
         {samples::mnist(), samples::hostile(), samples::pipeline(), samples::big(2)}) {
        CHECK(ir::verify(plan).empty());
    }
}

TEST_CASE("a broken promise of an experiment is found and named") {
    // `words` of the hostile plan: text, mode, keep (guarded by mode), optimizer.seed, label
    // (derived).
    const std::vector<Case> cases = {
        {"identity names a column that does not exist", [](auto& e) { e.identity = {17}; }},
        {"the groups have 64 runs, the experiment has 96",
         [](auto& e) { e.groups.erase(e.groups.begin()); }},
        {"resources that cannot be", [](auto& e) { e.groups[0].resources.cpus = 0; }},
        {"other digits or columns", [](auto& e) { e.groups[0].space.columns.pop_back(); }},
        {"a word names a column that does not exist",
         [](auto& e) { e.command = one_word(ir::ColumnText{9}); }},
        {"a table of a word has 1 entries for 2 combinations",
         [](auto& e) {
             e.command = one_word(ir::TableText{{1}, {"x"}});
         }},
        {"a word holds a NUL", [](auto& e) { e.command = one_word(std::string("a\0b", 3)); }},
        {"a word holds a NUL",
         [](auto& e) {
             e.command = one_word(ir::TableText{{}, {std::string(1, '\0')}});
         }},
        {"a table of words has 0 entries",
         [](auto& e) {
             e.command = ir::Argv{{ir::WordTable{{1}, {}, {}}}};
         }},
        {"a table of a word has 1 entries for 2",
         [](auto& e) {
             e.command = ir::Steps{{{ir::Word{ir::Condition{{1}, {true}}, {}, {}}}}};
         }},
        {"the script holds a NUL",
         [](auto& e) {
             e.command = ir::BashScript{std::string(1, '\0'), {}};
         }},
        {"the variable `A-B` has a name that no shell can set",
         [](auto& e) { e.environment[0].name = "A-B"; }},
        {"the variable `EXPC_X` has a name that belongs to expc",
         [](auto& e) { e.environment[0].name = "EXPC_X"; }},
        {"the output `log dir` names a column",
         [](auto& e) { e.outputs[0].path = {{ir::ColumnText{9}}}; }},
        {"workdir names a column", [](auto& e) { e.workdir = {{ir::ColumnText{9}}}; }},
        {"stdout names a column", [](auto& e) { e.stdout_path = ir::Text{{ir::ColumnText{9}}}; }},
        {"stderr names a column", [](auto& e) { e.stderr_path = ir::Text{{ir::ColumnText{9}}}; }},
        {"less than one attempt",
         [](auto& e) {
             e.retry = ir::Retry{0, {}, {}};
         }},
        {"its parent `nobody` does not stand before it",
         [](auto& e) {
             e.dependencies = {{ir::Dependency::Join::all, "nobody", {}, false, {}}};
         }},
        {"nothing says where the secret `key` comes from",
         [](auto& e) {
             e.environment[0].value =
                 ir::Text{{"Bearer ", ir::RuntimePart{ir::RuntimeKind::secret, "key", {}, 0}}};
         }},
        {"a word holds a secret",
         [](auto& e) {
             e.command = one_word(ir::RuntimePart{ir::RuntimeKind::secret, "key", {}, 0});
         }},
        {"a word names a variable that no shell can read: `A:-$(id)`",
         [](auto& e) {
             e.command = one_word(ir::RuntimePart{ir::RuntimeKind::variable, "A:-$(id)", {}, 0});
         }},
        {"nothing starts the container of",
         [](auto& e) {
             e.container = ir::Container{"box", "box:1", {}, {}};
         }},
        {"nothing says where the mount `data` comes from",
         [](auto& e) {
             e.mounts = {{"data", "/data", false, {}}};
         }},
        {"whose values are no words",
         [](auto& e) {
             e.space.columns[1].domain.pieces = {
                 std::vector{ir::Value::of<bool>(true), ir::Value::of<bool>(false)}};
             e.command = one_word(ir::ColumnText{1});
         }},
    };
    for (const Case& c : cases) {
        ir::Plan plan = samples::hostile();
        c.break_it(plan.targets[0].experiments[0]);
        check_broken(plan, c.sentence);
    }
}

TEST_CASE("a broken promise of a space is found and named") {
    const std::vector<Case> cases = {
        {"do not multiply to the count of rows", [](auto& e) { e.space.count = 1; }},
        {"a digit is not in exactly one component", [](auto& e) { e.space.components.pop_back(); }},
        {"a component names a digit that does not exist",
         [](auto& e) { e.space.components[0].digits = {99}; }},
        {"not in walk order",
         [](auto& e) {
             e.space.components[1].digits = {2, 1};
         }},
        {"has no values", [](auto& e) { e.space.digits[0].size = 0; }},
        {"is not one free digit", [](auto& e) { e.space.components[0].count = 3; }},
        {"one level per digit, with one root",
         [](auto& e) { e.space.components[1].levels.pop_back(); }},
        {"the root of a component has another count",
         [](auto& e) { e.space.components[1].count = 4; }},
        {"do not begin at 0",
         [](auto& e) { e.space.components[1].levels[0][0].edges[0].first = 1; }},
        {"leads to a node that does not exist",
         [](auto& e) { e.space.components[1].levels[0][0].edges[1].target = 7; }},
        {"are not in order",
         [](auto& e) { e.space.components[1].levels[0][0].edges[1].first = 9; }},
        {"counts the completions before it wrongly",
         [](auto& e) { e.space.components[1].levels[0][0].edges[1].before = 2; }},
        {"a node counts its completions wrongly",
         [](auto& e) { e.space.components[1].levels[1][1].count = 9; }},
        {"the column `text` does not follow",
         [](auto& e) { e.space.columns[0].ordinal = algebra::OfDigit{77}; }},
        {"the column `text` does not follow",
         [](auto& e) {
             e.space.columns[0].ordinal = algebra::OfInner{0, {{0, 0, 0}}};
         }},
        {"the column `label` does not follow",
         [](auto& e) { e.space.columns[4].ordinal = algebra::OfColumns{{1}}; }},
        {"in a circle", [](auto& e) { e.space.columns[4].ordinal = algebra::OfColumns{{4}}; }},
        {"is not that of its inner spaces",
         [](auto& e) { e.space.digits[0].meaning = algebra::Zipped{{algebra::unit()}}; }},
        {"is not that of its inner spaces",
         [](auto& e) { e.space.digits[0].meaning = algebra::Alternatives{{algebra::unit()}}; }},
        {"is not that of its inner spaces",
         [](auto& e) {
             e.space.digits[0].meaning = algebra::Picked{{algebra::unit()}, {1}};
         }},
    };
    for (const Case& c : cases) {
        ir::Plan plan = samples::hostile();
        c.break_it(plan.targets[0].experiments[0]);
        check_broken(plan, c.sentence);
    }
}

TEST_CASE("a broken promise of a target is found and named") {
    ir::Plan twice = samples::mnist();
    twice.targets[1].name = twice.targets[0].name;
    check_broken(twice, "two targets are called `mnist@laptop`");

    ir::Plan repeated = samples::mnist();
    repeated.targets[0].experiments.push_back(repeated.targets[0].experiments[0]);
    check_broken(repeated, "experiment `mnist` is there twice");

    ir::Plan unpacked = samples::mnist();
    std::get<ir::Slurm>(unpacked.targets[1].platform.settings).launcher = "packed";
    check_broken(unpacked, "nothing says how runs are packed");
    std::get<ir::Slurm>(unpacked.targets[1].platform.settings).launcher = "taskfile";
    check_broken(unpacked, "nothing says who reads taskfiles");
    ir::Plan empty = samples::mnist();
    std::get<ir::Slurm>(empty.targets[1].platform.settings).packing = ir::SlurmPacking{0, {}};
    check_broken(empty, "a pack holds no run");

    for (const char* engine : {"local", "kubernetes"}) {
        ir::Plan other = samples::mnist();
        other.targets[1].platform.engine = engine;
        check_broken(other,
                     std::string("the settings are not those of the engine `") + engine + "`");
    }
}

TEST_CASE("no text is spliced into a script as the name of a variable") {
    ir::Plan plan = samples::hostile();
    plan.targets[0].platform.secrets = {
        {"key", ir::SecretSource::From::environment, "A$(touch pwned)", {}}};
    check_broken(plan, "the secret `key` is in a variable that no shell can read");
    plan = samples::hostile();
    plan.targets[0].platform.environment = {{"A-B", {}, ir::Text{}, {}}};
    check_broken(plan, "the platform's variable `A-B` has a name that no shell can set");
}
