// SPDX-License-Identifier: MIT
// From one target's objects to the plan's target: a recipe of named steps, each of which either
// fills its part of the plan or reports and stops the target.
#pragma once

#include "compiler/lower/excess.hpp"
#include "compiler/lower/joins.hpp"
#include "compiler/lower/words.hpp"

#include "compiler/algebra/identity.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>

namespace expc::lower {

/// An experiment of a target while it is lowered: kept so that its readers can ask for its outputs.
struct LoweredExperiment {
    std::shared_ptr<const sema::Object> object;
    std::shared_ptr<const algebra::Space> space;
    SourceRange use; ///< where the target names it
    ir::Experiment plan;
    mutable std::map<algebra::RunId, std::uint64_t>
        rows_by_id; ///< filled when a reader asks for the first time
};

/// What all runs of a target use, one attempt each: `total` in rules.
struct Budget {
    std::uint64_t runs = 0;
    double cpu_hours = 0;
    double gpu_hours = 0;
    std::uint64_t files = 0;
    const LoweredExperiment* untimed = nullptr; ///< an experiment without `time`; then no hours

    [[nodiscard]] Value as_record() const;
};

struct ClusterFault;

/// What targets share, so that nothing is found or told twice.
struct AcrossTargets {
    /// Whether ids of rows are compared too, and not only values: hashes of different values are
    /// equal once in 10^12 spaces of 10^6 rows.
    bool compares_ids = true;
    /// Spaces whose rows were found to differ in these columns.
    std::set<std::pair<const algebra::Space*, std::vector<algebra::ColumnIndex>>> told_apart;
    /// What platforms say of resources, by the place of these: experiments that are made of one
    /// another ask for the same.
    std::set<std::pair<SourceRange, std::string>> refused;
};

/// The record of a platform's `node`.
[[nodiscard]] ir::NodeShape node_shape(const Value& node);

class TargetLowering {
  public:
    TargetLowering(sema::Evaluator& evaluator, const sema::TargetObjects& target,
                   AcrossTargets& across)
        : evaluator_(evaluator), target_(target), across_(across) {}

    /// Nothing after an error.
    [[nodiscard]] std::optional<ir::Target> lower(const std::vector<std::string>& appended_words,
                                                  const std::vector<std::string>& engine_flags);
    /// All that can be said of the experiments while nobody asks a platform: the target has one
    /// without fields. Those that are built in targets are checked there, and here only looked at
    /// by their readers.
    void check_without_platform(const std::set<std::string>& built);

  private:
    // lower_target.cpp
    bool append_words(LoweredExperiment& experiment, const std::vector<std::string>& appended);
    bool order_experiments();
    bool lower_experiments();
    bool lower_experiment(LoweredExperiment& experiment);
    bool is_explained(const sema::Object& object, std::string_view field);
    bool lower_space(LoweredExperiment& experiment);
    bool lower_identity(LoweredExperiment& experiment);
    bool check_rows(const LoweredExperiment& experiment,
                    const std::vector<algebra::ColumnIndex>& identity);
    bool check_values(const LoweredExperiment& experiment,
                      const std::vector<algebra::ColumnIndex>& identity, SourceRange place);
    bool check_ids(const LoweredExperiment& experiment,
                   const std::vector<algebra::ColumnIndex>& identity, SourceRange place);
    bool check_parameter_names(const LoweredExperiment& experiment);
    void request(ir::Capability capability, std::string subject, SourceRange origin);
    [[nodiscard]] sema::PlatformView view_of(const LoweredExperiment& experiment);
    [[nodiscard]] bool has_container(const sema::Object& experiment) const;
    [[nodiscard]] bool drops(std::string_view feature) const;
    // without_platform.cpp
    [[nodiscard]] bool is_checked_elsewhere(const LoweredExperiment& experiment) const;
    void check_paths_together(const LoweredExperiment& experiment);
    // lower_fields.cpp
    bool lower_command(LoweredExperiment& experiment, const RunScope& scope);
    bool lower_bash(LoweredExperiment& experiment, const RunScope& scope, ExprRef command,
                    ir::Words wrap);
    bool lower_environment(LoweredExperiment& experiment, const RunScope& scope);
    bool lower_list_files(LoweredExperiment& experiment, const RunScope& scope);
    void warn_of_number(const sema::FieldNode& output);
    bool lower_paths(LoweredExperiment& experiment, const RunScope& scope);
    bool lower_setup(LoweredExperiment& experiment, const RunScope& scope);
    bool lower_retry(LoweredExperiment& experiment, const RunScope& scope);
    std::optional<std::string> exports_of(const Value& bash, SourceRange origin);
    std::optional<std::vector<ir::ShellSnippet>> snippets(const sema::Object& object,
                                                          std::string_view field,
                                                          const sema::Environment& environment);
    // lower_containers.cpp
    bool lower_runtime(const sema::Environment& environment);
    bool lower_container(LoweredExperiment& experiment, const RunScope& scope);
    bool refuse_container(const std::string& name, SourceRange place);
    bool lower_mounts(LoweredExperiment& experiment, const RunScope& scope);
    bool is_one_declaration(const std::string& name, const std::string& at, SourceRange place);
    std::string declared_place(const sema::FieldNode& mounts, std::size_t number);
    bool lower_source(const sema::Object& experiment, const ir::Mount& mount);
    bool check_bind(const ir::Mount& mount);
    bool check_size(const ir::MountSource& source);
    bool check_write_back(const ir::MountSource& source, const ir::Mount& mount);
    bool refuse_mount(const sema::Object& experiment, const ir::Mount& mount);
    bool check_absolute(const std::string& path, SourceRange place);
    // lower_resources.cpp
    void request_resources(const LoweredExperiment& experiment);
    std::optional<std::int64_t> attempts_with_resources(const LoweredExperiment& experiment,
                                                        const RunScope& scope);
    std::optional<std::vector<ir::Resources>>
    resources_by_attempt(std::int64_t attempts, const LoweredExperiment& experiment,
                         sema::Environment environment);
    bool lower_resources(LoweredExperiment& experiment, const RunScope& scope);
    std::optional<ir::Resources> resources_of(const Value& value,
                                              const LoweredExperiment& experiment);
    // lower_platform.cpp
    bool lower_platform();
    bool check_node_shape(const sema::Environment& environment);
    bool lower_platform_variables(const sema::Environment& environment);
    bool lower_submission(const sema::Environment& environment);
    /// False, with a message, where ssh or rsync would take a text for something else.
    bool read_remote_host(const Value& submit, SourceRange place);
    /// Whether the platform says `inherit_env = true`; that is what is meant where it says nothing.
    [[nodiscard]] bool asks_to_inherit() const;
    /// What only the platform's engine has.
    bool lower_settings(const sema::Environment& environment);
    bool lower_local(const sema::Environment& environment);
    bool lower_slurm(const sema::Environment& environment);
    bool lower_grid_engine(const sema::Environment& environment);
    // lower_launcher.cpp
    bool lower_launcher(const Value& launcher, ir::Slurm& slurm);
    bool lower_packing(const Value& launcher, SourceRange place, ir::Slurm& slurm);
    // lower_platform.cpp
    bool is_written_out(const sema::FieldNode& sources);
    void read_source(ExprRef declared, ir::SecretSource& source);
    bool lower_secrets();
    [[nodiscard]] ExprRef secret_declaration(const std::string& name) const;
    // lower_ray.cpp
    bool lower_ray(const sema::Environment& environment);
    // lower_ray_cluster.cpp
    bool lower_ray_cluster(const sema::Environment& environment, ir::Ray& ray);
    bool check_ray_cluster(const sema::FieldNode& node, const Value& value,
                           const ir::RayCluster& cluster);
    void report_cluster_fault(const sema::FieldNode& node, const ClusterFault& fault);
    bool check_ray_image(const sema::FieldNode& node, const ir::RayCluster& cluster);
    // lower_kubernetes.cpp
    bool lower_kubernetes(const sema::Environment& environment);
    bool refuse_toleration(SourceRange place);
    // platform_rules.cpp
    bool check_experiment_rules(const LoweredExperiment& experiment, const RunScope& scope);
    bool check_rules(const LoweredExperiment& experiment, const RunScope& scope);
    bool check_platform_rules(const LoweredExperiment& experiment, const RunScope& scope);
    bool check_platform_rule(const LoweredExperiment& experiment, const RunScope& scope,
                             const sema::Rule& rule);
    bool check_node(const LoweredExperiment& experiment, const RunScope& scope);
    void report_excess(const LoweredExperiment& experiment, const Excess& excess,
                       bool is_packs_fault, const std::string& asked_here);
    using BreaksRule = std::function<bool(const ir::Group&)>;
    std::string place_of_groups(const LoweredExperiment& experiment, const RunScope& scope,
                                const BreaksRule& is_broken);
    bool check_totals();
    bool check_budget(const sema::Rule& rule, const Budget& budget);

    sema::Evaluator& evaluator_;
    const sema::TargetObjects& target_;
    AcrossTargets& across_;
    std::vector<LoweredExperiment> experiments_;
    std::map<std::string, std::pair<std::string, SourceRange>> mount_places_; ///< by mount
    ir::Target plan_;
    std::set<std::string> checked_elsewhere_;
    bool is_platform_sound_ = false; ///< what follows from no or a broken platform is not told
};

} // namespace expc::lower
