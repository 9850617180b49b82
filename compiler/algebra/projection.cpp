// SPDX-License-Identifier: MIT
// The combinations of some columns that occur, with the number of rows of each. Components that the
// columns do not touch only contribute a factor; below the last touched digit the diagrams' own
// counts are used.
#include "compiler/algebra/classes.hpp"
#include "compiler/algebra/footprint.hpp"
#include "compiler/algebra/make.hpp"

#include <boost/container_hash/hash.hpp>

#include <algorithm>
#include <unordered_map>

namespace expc::algebra {

namespace {

using Visit = std::function<bool(std::span<const Ordinal>, std::uint64_t)>;

/// Values of one digit that are in one class and lead to one node.
struct Group {
    std::uint32_t label = 0;
    std::uint64_t values = 0;
    const Edge* edge = nullptr;
};

std::vector<Group> groups_of(std::uint64_t size, const DigitClasses* classes, const Node* node) {
    std::vector<Group> groups;
    std::unordered_map<std::uint64_t, std::size_t> known;
    for_each_interval(
        size, classes, node,
        [&](std::uint64_t first, std::uint64_t last, std::uint32_t label, const Edge* edge) {
            const std::uint64_t target = edge != nullptr ? edge->target : 0;
            const std::uint64_t key = std::uint64_t{label} << 32U | target;
            const auto [at, is_new] = known.try_emplace(key, groups.size());
            if (is_new) {
                groups.push_back({label, 0, edge});
            }
            groups[at->second].values += last - first;
        });
    return groups;
}

class Projector {
  public:
    Projector(const Space& space, std::span<const ColumnIndex> columns, const Visit& visit)
        : space_(space), visit_(visit), footprint_(space, columns), bases_(footprint_.size()),
          ordinals_(columns.size()), places_(places_of(space)), classes_(space.digits.size()),
          nodes_(space.components.size(), 0) {}

    std::optional<TooCoupled> run() {
        for (const Footprint::Touched& touched : footprint_.digits()) {
            classes_[touched.digit] =
                classes_of(space_, touched.digit, touched.bases, candidate_limit);
            if (!classes_[touched.digit]) {
                return too_coupled(static_cast<double>(space_.digits[touched.digit].size));
            }
        }
        collect_levels();
        if (candidates_ > static_cast<double>(candidate_limit) && !is_pruned_) {
            return too_coupled(candidates_);
        }
        walk(0, untouched_rows());
        if (steps_ > candidate_limit) {
            return too_coupled(candidates_);
        }
        for (std::size_t k = 0; k < rows_.size() && !stopped_; ++k) {
            stopped_ = !visit_(combinations_[k], rows_[k]);
        }
        return std::nullopt;
    }

  private:
    struct Level {
        DigitIndex digit = 0;
        const DigitClasses* classes = nullptr;
        std::size_t bases_at = 0;
        bool ends_component = true; ///< no later level belongs to the same component
        std::vector<std::optional<std::vector<Group>>> groups; ///< by node; one where uncoupled
    };

    /// Digits of touched components, up to the last touched one.
    void collect_levels() {
        std::vector<bool> touched(space_.components.size(), false);
        for (const Footprint::Touched& one : footprint_.digits()) {
            touched[places_[one.digit].component] = true;
        }
        const DigitIndex end =
            footprint_.digits().empty() ? 0 : footprint_.digits().back().digit + 1;
        for (DigitIndex digit = 0; digit < end; ++digit) {
            const Place place = places_[digit];
            if (touched[place.component]) {
                add_level(digit, space_.components[place.component]);
            }
        }
        touched_ = std::move(touched);
    }

    void add_level(DigitIndex digit, const Component& component) {
        Level level;
        level.digit = digit;
        for (Level& earlier : levels_) {
            const bool same = places_[earlier.digit].component == places_[digit].component;
            earlier.ends_component = earlier.ends_component && !same;
        }
        if (classes_[digit]) {
            level.classes = &*classes_[digit];
            level.bases_at = footprint_.find(digit)->at;
            candidates_ *= level.classes->count;
        }
        const bool coupled = is_coupled(component);
        level.groups.resize(coupled ? component.levels[places_[digit].level].size() : 1);
        is_pruned_ = is_pruned_ || coupled;
        // One way for each combination: then nothing has to be collected before it can be shown.
        const bool each_value_apart =
            level.classes != nullptr && level.classes->count == space_.digits[digit].size;
        is_direct_ = is_direct_ && level.classes != nullptr && (!coupled || each_value_apart);
        levels_.push_back(std::move(level));
    }

    std::uint64_t untouched_rows() const {
        std::uint64_t rows = space_.count == 0 ? 0 : 1;
        for (std::size_t c = 0; c < touched_.size() && rows > 0; ++c) {
            rows *= touched_[c] ? 1 : space_.components[c].count;
        }
        return rows;
    }

    TooCoupled too_coupled(double candidates) const {
        std::vector<DigitIndex> digits;
        for (const Footprint::Touched& touched : footprint_.digits()) {
            digits.push_back(touched.digit);
        }
        return {labels_of(space_, digits), candidates};
    }

    const std::vector<Group>& groups(Level& level) {
        const Place place = places_[level.digit];
        const Component& component = space_.components[place.component];
        const std::uint32_t at = is_coupled(component) ? nodes_[place.component] : 0;
        if (!level.groups[at]) {
            const Node* node = is_coupled(component) ? &component.levels[place.level][at] : nullptr;
            level.groups[at] = groups_of(space_.digits[level.digit].size, level.classes, node);
        }
        return *level.groups[at];
    }

    void walk(std::size_t k, std::uint64_t rows) {
        if (rows == 0 || stopped_) {
            return;
        }
        if (k == levels_.size()) {
            show(rows);
            return;
        }
        Level& level = levels_[k];
        const Place place = places_[level.digit];
        const Component& component = space_.components[place.component];
        const std::uint32_t node = nodes_[place.component];
        for (const Group& group : groups(level)) {
            if (level.classes != nullptr) {
                const auto values = level.classes->of(group.label);
                std::copy(values.begin(), values.end(),
                          bases_.begin() + static_cast<std::ptrdiff_t>(level.bases_at));
            }
            std::uint64_t below = 1;
            if (group.edge != nullptr) {
                nodes_[place.component] = group.edge->target;
                below = level.ends_component ? completions(component, place.level, *group.edge) : 1;
            }
            walk(k + 1, rows * group.values * below);
        }
        nodes_[place.component] = node;
    }

    void show(std::uint64_t rows) {
        if (++steps_ > candidate_limit) {
            stopped_ = true;
            return;
        }
        footprint_.ordinals(bases_, ordinals_);
        if (is_direct_) {
            stopped_ = !visit_(ordinals_, rows);
            return;
        }
        const auto [at, is_new] = known_.try_emplace(ordinals_, rows_.size());
        if (is_new) {
            combinations_.push_back(ordinals_);
            rows_.push_back(0);
        }
        rows_[at->second] += rows;
    }

    const Space& space_;
    const Visit& visit_;
    Footprint footprint_;
    std::vector<Ordinal> bases_;
    std::vector<Ordinal> ordinals_;
    std::vector<Place> places_;
    std::vector<std::optional<DigitClasses>> classes_; ///< by digit
    std::vector<std::uint32_t> nodes_;                 ///< by component
    std::vector<bool> touched_;                        ///< by component
    std::vector<Level> levels_;
    double candidates_ = 1;
    bool is_pruned_ = false; ///< candidates_ is only an upper bound
    bool is_direct_ = true;
    bool stopped_ = false;
    std::uint64_t steps_ = 0;

    std::unordered_map<std::vector<Ordinal>, std::size_t, boost::hash<std::vector<Ordinal>>> known_;
    std::vector<std::vector<Ordinal>> combinations_; ///< in order of their first rows
    std::vector<std::uint64_t> rows_;
};

} // namespace

std::optional<TooCoupled>
for_each_projection(const Space& space, std::span<const ColumnIndex> columns, const Visit& visit) {
    return Projector(space, columns, visit).run();
}

} // namespace expc::algebra
