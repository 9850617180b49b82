// SPDX-License-Identifier: MIT
// The order of a batch on this machine where runs wait for runs: a run's turn comes when its own
// parents have succeeded, not when all runs of their experiment have. Kept in memory are runs that
// have not had their turn, by the key of what they wait for; never pairs of runs.
#pragma once

#include "compiler/driver/rerun.hpp"
#include "compiler/ir/joins.hpp"
#include "runtime/local/launch.hpp"

#include <deque>
#include <map>
#include <memory>
#include <set>

namespace expc::driver {

/// Whether a run waits for others in this target, so that an order is needed.
[[nodiscard]] bool has_dependencies(const ir::Target& target);

/// Whether a run may wait for one that an earlier call has started: an engine with a queue waits
/// for it too, and here nobody would learn how it ends.
enum class EarlierRuns : std::uint8_t { block, are_waited_for };

class RunOrder final : public local::Order {
  public:
    /// `runs` (of all experiments, parents before children) must outlive the order; positions count
    /// through them. What ran before is known by its records.
    RunOrder(const ir::Target& target, const std::vector<ExperimentRuns>& runs,
             const RunPlaces& places, const EngineView& view, EarlierRuns earlier);

    /// Runs that wait for others come first, so that a result is carried on before the next begins.
    std::optional<Turn> next() override;
    void ended(std::uint64_t position, status::State state) override;
    /// Gives all turns of runs that cannot start, and of those that wait for them in turn.
    [[nodiscard]] std::vector<Turn> take_blocked();

  private:
    /// Parents with one key, and who waits for them.
    struct Meeting {
        std::uint64_t open = 0; ///< parents of this batch that have not ended
        std::string obstacle;   ///< a parent that has not succeeded; empty: none
        std::vector<std::uint64_t> readers;
    };
    /// One dependency of an experiment. Keys whose parents have all succeeded before are not there.
    struct Edge {
        std::size_t parent;
        bool any_outcome;
        std::unique_ptr<ir::JoinKeys> keys;
        std::map<ir::JoinKey, Meeting> meetings;
    };
    /// An experiment's share of the batch.
    struct Part {
        const ExperimentRuns* runs;
        std::uint64_t begin; ///< position of its first run
        std::vector<Edge> edges;
        std::vector<std::uint8_t> unmet; ///< by position in the part; of parts with edges
        std::set<std::uint64_t> ready;
        std::uint64_t cursor = 0; ///< of parts without edges
    };

    void add_part(const ir::Target& target, const ExperimentRuns& runs);
    void open_meetings(Edge& edge);
    [[nodiscard]] std::string obstacle_of(const std::string& experiment, std::uint64_t index,
                                          const status::Key& id, const status::Scan& records) const;
    void place(Part& part);
    void meet(Part& part, Edge& edge, ir::JoinKey key, const std::string& obstacle);
    void release(Part& part, std::uint64_t position);
    void block(Part& part, std::uint64_t position, const std::string& obstacle);

    const RunPlaces& places_;
    const EngineView& view_;
    EarlierRuns earlier_;
    std::string target_;
    std::vector<Part> parts_;
    std::uint64_t size_ = 0;
    std::deque<Turn> blocked_;
};

/// Takes out the runs that cannot start in this call, because what they wait for has neither
/// succeeded nor starts now nor waits in the engine's queue: sentences about them.
[[nodiscard]] std::vector<std::string> hold_back(const ir::Target& target,
                                                 std::vector<ExperimentRuns>& runs,
                                                 const RunPlaces& places, const EngineView& view);

} // namespace expc::driver
