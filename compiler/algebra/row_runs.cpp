// SPDX-License-Identifier: MIT
#include "compiler/algebra/row_runs.hpp"

#include "compiler/algebra/classes.hpp"
#include "compiler/algebra/footprint.hpp"

#include <algorithm>

namespace expc::algebra {

namespace {

/// Walks the digits up to the last touched one; recursion follows the digits.
class RunWalk {
  public:
    RunWalk(const Space& space, std::span<const ColumnIndex> columns, std::uint64_t limit)
        : space_(space), footprint_(space, columns), limit_(limit), bases_(footprint_.size()) {
        runs_.width = columns.size();
        depth_ = footprint_.digits().empty() ? 0 : footprint_.digits().back().digit + 1;
        classes_.resize(depth_);
    }

    std::optional<RowRuns> take() {
        for (const Footprint::Touched& touched : footprint_.digits()) {
            classes_[touched.digit] = classes_of(space_, touched.digit, touched.bases, limit_);
            if (!classes_[touched.digit]) {
                return std::nullopt;
            }
        }
        if (space_.count > 0) {
            walk(0, Descent(space_));
        }
        return stopped_ ? std::nullopt : std::optional(std::move(runs_));
    }

  private:
    void walk(DigitIndex digit, const Descent& descent) {
        if (digit == depth_) {
            add_run(space_.count);
            return;
        }
        const auto* classes = classes_[digit] ? &*classes_[digit] : nullptr;
        const auto visit = [&](std::uint64_t first, std::uint64_t last, std::uint32_t label,
                               const Edge* edge) {
            if (classes != nullptr) {
                const auto values = classes->of(label);
                std::copy(values.begin(), values.end(),
                          bases_.begin() + static_cast<std::ptrdiff_t>(footprint_.find(digit)->at));
            }
            if (digit + 1 == depth_) {
                add_run((last - first) * descent.completions_after(digit, edge) *
                        descent.rows_of_others(digit));
                return;
            }
            Descent below = descent;
            below.choose(digit, edge);
            for (std::uint64_t value = first; value < last && !stopped_; ++value) {
                walk(digit + 1, below);
            }
        };
        for_each_interval(space_.digits[digit].size, classes, descent.node(digit), visit);
    }

    void add_run(std::uint64_t length) {
        if (stopped_ || ++steps_ > limit_) {
            stopped_ = true;
            return;
        }
        const std::size_t at = runs_.ordinals.size();
        runs_.ordinals.resize(at + runs_.width);
        footprint_.ordinals(bases_, std::span(runs_.ordinals).subspan(at));
        const bool joins = !runs_.firsts.empty() &&
                           std::equal(runs_.ordinals.begin() + static_cast<std::ptrdiff_t>(at),
                                      runs_.ordinals.end(), previous(at));
        if (joins) {
            runs_.ordinals.resize(at);
        } else {
            runs_.firsts.push_back(next_row_);
        }
        next_row_ += length;
    }

    std::vector<Ordinal>::const_iterator previous(std::size_t at) const {
        return runs_.ordinals.begin() + static_cast<std::ptrdiff_t>(at - runs_.width);
    }

    const Space& space_;
    Footprint footprint_;
    std::uint64_t limit_;
    std::vector<Ordinal> bases_;
    DigitIndex depth_ = 0;
    std::vector<std::optional<DigitClasses>> classes_; ///< by digit; nothing for untouched ones
    RowRuns runs_;
    std::uint64_t next_row_ = 0;
    std::uint64_t steps_ = 0;
    bool stopped_ = false;
};

} // namespace

std::optional<RowRuns> row_runs(const Space& space, std::span<const ColumnIndex> columns,
                                std::uint64_t limit) {
    return RunWalk(space, columns, limit).take();
}

} // namespace expc::algebra
