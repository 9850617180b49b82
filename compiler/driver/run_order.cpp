// SPDX-License-Identifier: MIT
#include "compiler/driver/run_order.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::driver {

namespace {

/// A run that had its turn, or cannot have it any more.
constexpr std::uint8_t settled = 255;

/// The ordinals of one row.
std::vector<algebra::Ordinal> row_at(const ir::Space& space, std::uint64_t index) {
    algebra::Digits digits;
    std::vector<algebra::Ordinal> ordinals;
    algebra::decode(space, index, digits);
    algebra::ordinals_of(space, digits, ordinals);
    return ordinals;
}

/// Goes through all runs of an experiment; `visit` is told the index, the row, and whether the run
/// is one of `starting`.
template <typename Visit>
void for_each_run(const ir::Experiment& experiment, const RunList& starting, const Visit& visit) {
    algebra::Cursor cursor(experiment.space, 0);
    std::uint64_t position = 0;
    for (std::uint64_t index = 0; index < experiment.space.count; ++index, cursor.next()) {
        const bool starts = position < starting.size() && starting.at(position) == index;
        if (starts) ++position;
        visit(index, cursor.ordinals(), starts);
    }
}

} // namespace

bool has_dependencies(const ir::Target& target) {
    return std::ranges::any_of(target.experiments, [](const ir::Experiment& experiment) {
        return !experiment.dependencies.empty();
    });
}

RunOrder::RunOrder(const ir::Target& target, const std::vector<ExperimentRuns>& runs,
                   const RunPlaces& places, const EngineView& view, EarlierRuns earlier)
    : places_(places), view_(view), earlier_(earlier), target_(target.name) {
    for (const ExperimentRuns& one : runs)
        add_part(target, one);
}

void RunOrder::add_part(const ir::Target& target, const ExperimentRuns& runs) {
    Part part{&runs, size_, {}, {}, {}};
    for (const ir::Dependency* dependency : ir::distinct_dependencies(*runs.experiment)) {
        const auto parent = std::ranges::find_if(parts_, [&](const Part& other) {
            return other.runs->experiment->name == dependency->parent;
        });
        const ir::Experiment& theirs = ir::experiment_named(target, dependency->parent);
        part.edges.push_back({static_cast<std::size_t>(parent - parts_.begin()),
                              dependency->any_outcome,
                              std::make_unique<ir::JoinKeys>(*runs.experiment, theirs, *dependency),
                              {}});
        if (!runs.runs.empty()) open_meetings(part.edges.back());
    }
    if (!part.edges.empty()) place(part);
    size_ += runs.runs.size();
    parts_.push_back(std::move(part));
}

/// Parents that are yet to end, or have ended otherwise than well.
void RunOrder::open_meetings(Edge& edge) {
    const ExperimentRuns& parents = *parts_[edge.parent].runs;
    const ir::Experiment& experiment = *parents.experiment;
    const status::Scan records =
        status::scan(status::folder(places_.run_root, target_, experiment.name), view_.alive);
    ir::Resolver resolver(experiment);
    for_each_run(experiment, parents.runs, [&](std::uint64_t index, ir::Ordinals row, bool starts) {
        if (starts) {
            ++edge.meetings[edge.keys->of_parent(row)].open;
            return;
        }
        if (edge.any_outcome) return;
        const status::Key id = status::key_from(resolver.id(row).hex()).value();
        std::string obstacle = obstacle_of(experiment.name, index, id, records);
        if (!obstacle.empty())
            edge.meetings[edge.keys->of_parent(row)].obstacle = std::move(obstacle);
    });
}

/// What stands in the way of a run whose parent does not start in this call.
std::string RunOrder::obstacle_of(const std::string& experiment, std::uint64_t index,
                                  const status::Key& id, const status::Scan& records) const {
    const status::Entry* entry = records.find(id);
    if (entry != nullptr && entry->state == status::State::succeeded) return {};
    const auto queued = view_.queued.find(experiment);
    const bool runs = (entry != nullptr && entry->alive) ||
                      (queued != view_.queued.end() && queued->second.contains(id));
    if (runs && earlier_ == EarlierRuns::are_waited_for) return {};
    const std::string_view how = runs               ? "is still running"
                                 : entry == nullptr ? "has not run and is not selected"
                                                    : "has not succeeded and is not selected";
    return fmt::format("waits for {} {}, which {}", experiment, index, how);
}

/// Each run goes where it waits, or is ready.
void RunOrder::place(Part& part) {
    const RunList& runs = part.runs->runs;
    part.unmet.resize(runs.size());
    for (std::uint64_t at = 0; at < runs.size(); ++at) {
        const auto row = row_at(part.runs->experiment->space, runs.at(at));
        const std::uint64_t position = part.begin + at;
        for (Edge& edge : part.edges) {
            const auto found = edge.meetings.find(edge.keys->of_reader(row));
            if (found == edge.meetings.end()) continue;
            if (!found->second.obstacle.empty()) {
                block(part, position, found->second.obstacle);
                break;
            }
            ++part.unmet[at];
            found->second.readers.push_back(position);
        }
        if (part.unmet[at] == 0) part.ready.insert(position);
    }
}

std::optional<local::Order::Turn> RunOrder::next() {
    if (!blocked_.empty()) {
        Turn turn = std::move(blocked_.front());
        blocked_.pop_front();
        return turn;
    }
    for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) {
        if (!part->ready.empty()) {
            const std::uint64_t position = *part->ready.begin();
            part->ready.erase(part->ready.begin());
            return Turn{position, {}};
        }
        if (part->edges.empty() && part->cursor < part->runs->runs.size())
            return Turn{part->begin + part->cursor++, {}};
    }
    return std::nullopt;
}

void RunOrder::ended(std::uint64_t position, status::State state) {
    const auto after = std::ranges::upper_bound(parts_, position, {}, &Part::begin);
    const auto own = std::prev(after);
    const auto number = static_cast<std::size_t>(own - parts_.begin());
    const ir::Experiment& experiment = *own->runs->experiment;
    const std::uint64_t index = own->runs->runs.at(position - own->begin);
    const auto row = row_at(experiment.space, index);
    const bool well = state == status::State::succeeded;
    const std::string obstacle =
        well ? "" : fmt::format("waits for {} {}, which has not succeeded", experiment.name, index);
    for (Part& part : parts_) {
        for (Edge& edge : part.edges) {
            if (edge.parent == number && !part.runs->runs.empty())
                meet(part, edge, edge.keys->of_parent(row), edge.any_outcome ? "" : obstacle);
        }
    }
}

/// One of the parents with this key has ended.
void RunOrder::meet(Part& part, Edge& edge, ir::JoinKey key, const std::string& obstacle) {
    const auto found = edge.meetings.find(key);
    if (found == edge.meetings.end()) return;
    Meeting& meeting = found->second;
    --meeting.open;
    if (!obstacle.empty()) {
        for (const std::uint64_t reader : meeting.readers)
            block(part, reader, obstacle);
        meeting.readers.clear();
    } else if (meeting.open == 0) {
        for (const std::uint64_t reader : meeting.readers)
            release(part, reader);
        edge.meetings.erase(found);
    }
}

/// One of the things that a run waits for is there.
void RunOrder::release(Part& part, std::uint64_t position) {
    std::uint8_t& unmet = part.unmet[position - part.begin];
    if (unmet == settled) return;
    if (--unmet == 0) part.ready.insert(position);
}

std::vector<local::Order::Turn> RunOrder::take_blocked() {
    std::vector<Turn> turns;
    while (!blocked_.empty()) {
        turns.push_back(std::move(blocked_.front()));
        blocked_.pop_front();
        ended(turns.back().position, status::State::skipped);
    }
    return turns;
}

void RunOrder::block(Part& part, std::uint64_t position, const std::string& obstacle) {
    std::uint8_t& unmet = part.unmet[position - part.begin];
    if (unmet == settled) return;
    unmet = settled;
    blocked_.push_back({position, obstacle});
}

std::vector<std::string> hold_back(const ir::Target& target, std::vector<ExperimentRuns>& runs,
                                   const RunPlaces& places, const EngineView& view) {
    if (!has_dependencies(target)) return {};
    std::vector<local::Order::Turn> turns =
        RunOrder(target, runs, places, view, EarlierRuns::are_waited_for).take_blocked();
    std::ranges::sort(turns, {}, &local::Order::Turn::position);
    std::vector<std::string> sentences;
    std::uint64_t begin = 0;
    auto turn = turns.begin();
    for (ExperimentRuns& part : runs) {
        RunList kept;
        for (std::uint64_t at = 0; at < part.runs.size(); ++at) {
            const std::uint64_t index = part.runs.at(at);
            if (turn == turns.end() || turn->position != begin + at) {
                kept.add(index);
                continue;
            }
            sentences.push_back(
                fmt::format("{} {} {}", part.experiment->name, index, turn->obstacle));
            ++turn;
        }
        begin += part.runs.size();
        part.runs = std::move(kept);
    }
    return sentences;
}

} // namespace expc::driver
