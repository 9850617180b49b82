// SPDX-License-Identifier: MIT
// What a compiled program keeps. For compile.cpp, which makes it, and questions.cpp, which asks it.
#pragma once

#include "compiler/lower/compile.hpp"
#include "compiler/lower/field_history.hpp"
#include "compiler/lower/lower_target.hpp"
#include "compiler/lower/settings.hpp"

#include <map>
#include <set>

namespace expc {

struct Program::State {
    CompileOptions options;
    Surroundings surroundings;
    Sources sources;
    diag::Sink sink;
    sema::Schema schema;
    sema::ModuleLoader loader;
    sema::Checker checker;
    sema::Evaluator evaluator;
    lower::Settings settings;
    const sema::Module* root = nullptr;
    std::vector<lower::NamedInput> inputs;
    lower::AcrossTargets across;
    std::set<std::string> built; ///< experiments of targets, by name
    ir::Plan plan;
    std::vector<std::string> remarks;
    const State* left_before = nullptr; ///< the one that was left to the process before this one

    State(const CompileOptions& given, const Surroundings& around)
        : options(given), surroundings(around),
          loader(sources, sink, around.read_file, given.project_root),
          checker(sink, sources, schema),
          evaluator(checker, {around.read_file, around.environment}),
          settings(sources, evaluator), across{.compares_ids = given.depth == Depth::plan,
                                               .told_apart = {},
                                               .refused = {}} {}

    void load();
    void check();
    void evaluate_declarations();
    void plan_runs();
    void lower_targets();
    // questions.cpp
    /// An expression of the command line, in the root module, read once; nothing after an error.
    [[nodiscard]] sema::ExprRef expression(const std::string& option, const std::string& text);
    std::map<std::pair<std::string, std::string>, sema::ExprRef> expressions;
    // idle_experiments.cpp
    /// Values of experiments that no target builds and of which no other one is made.
    void check_idle_experiments();
    [[nodiscard]] std::vector<std::shared_ptr<const sema::Object>> idle_experiments();
    /// As it is declared, with the overrides of its name; nothing after an error.
    [[nodiscard]] std::shared_ptr<const sema::Object> declared(const sema::Symbol& experiment);
    /// Adds the experiments that those of `target` read, and what these read.
    void add_parents(sema::TargetObjects& target);
    /// Reports experiments that wait for each other although no target builds them.
    void check_circles();
    void describe_sources();
    [[nodiscard]] bool is_wanted(const std::string& target) const;
    /// The experiment, platform or other record with a schema that an expression stands for.
    [[nodiscard]] std::shared_ptr<const sema::Object> object_of(sema::ExprRef expression,
                                                                const sema::Type& type);
    /// The objects that `name` may mean: a definition, or the experiments and the platform of a
    /// target by its built name.
    [[nodiscard]] std::vector<std::shared_ptr<const sema::Object>>
    objects_named(const std::string& name);
    /// Why there is nothing of that name that has fields.
    [[nodiscard]] std::string without_fields(const std::string& name);
    [[nodiscard]] FieldOrigin::Step step_of(const lower::Layer& layer);
};

} // namespace expc
