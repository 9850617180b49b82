// SPDX-License-Identifier: MIT
#include "compiler/ir/selection.hpp"
#include "compiler/base/trimmed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <numeric>

namespace expc::ir {
namespace {

constexpr std::uint64_t no_limit = std::numeric_limits<std::uint64_t>::max();

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end) return std::nullopt;
    return value;
}

Result<IndexRange> parse_piece(std::string_view piece) {
    const std::size_t colon = piece.find(':');
    const std::string_view bounds = piece.substr(0, colon);
    const std::size_t dash = bounds.find('-');
    const auto first = number(bounds.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : number(bounds.substr(dash + 1));
    const auto step = colon == std::string_view::npos ? std::optional<std::uint64_t>(1)
                                                      : number(piece.substr(colon + 1));
    if (!first || !last || !step) {
        return Failure{fmt::format(
            "`{}` is not an index, a range `0-3` or a range with a step `0-10:2`", piece)};
    }
    if (*first > *last) return Failure{fmt::format("the range `{}` ends before it begins", piece)};
    if (*step == 0) return Failure{fmt::format("the step of `{}` is 0", piece)};
    return IndexRange{*first, *last, *step};
}

/// Walks single rows of a space; steps where it can and decodes where it must.
class Walker {
  public:
    explicit Walker(const Space& space) : space_(&space), all_(space.columns.size()) {
        std::iota(all_.begin(), all_.end(), ColumnIndex{0});
    }
    /// Stands on row `index`, which is above the row before.
    void move_to(std::uint64_t index) {
        if (cursor_ && index == index_ + 1) {
            cursor_->next();
            stepped_ = true;
        } else {
            cursor_.emplace(*space_, index);
            stepped_ = false;
        }
        index_ = index;
    }
    [[nodiscard]] std::span<const std::uint64_t> digits() const { return cursor_->digits(); }
    [[nodiscard]] Ordinals ordinals() const { return cursor_->ordinals(); }
    /// What differs from the row before if that one was visited too.
    [[nodiscard]] std::span<const ColumnIndex> changed(bool visited_before) const {
        return stepped_ && visited_before ? cursor_->changed() : std::span<const ColumnIndex>(all_);
    }

  private:
    const Space* space_;
    std::vector<ColumnIndex> all_;
    std::optional<algebra::Cursor> cursor_;
    std::uint64_t index_ = 0;
    bool stepped_ = false;
};

bool visit_ranges(const Space& space, std::span<const IndexRange> ranges,
                  const Selection& selection, const VisitRow& visit) {
    Walker walker(space);
    bool visited = false;
    std::uint64_t left = selection.first.value_or(no_limit);
    for (auto index = next_index(ranges, 0); index && *index < space.count && left > 0;
         index = next_index(ranges, *index + 1)) {
        walker.move_to(*index);
        const bool selected =
            selection.where == nullptr || algebra::rank(*selection.where, walker.digits());
        if (selected && !visit(*index, walker.ordinals(), walker.changed(visited))) return false;
        left -= selected ? 1 : 0;
        visited = selected;
    }
    return true;
}

bool visit_where(const Space& space, const Selection& selection, const VisitRow& visit) {
    const std::uint64_t count =
        std::min(selection.where->count, selection.first.value_or(no_limit));
    Walker walker(*selection.where);
    for (std::uint64_t rank = 0; rank < count; ++rank) {
        walker.move_to(rank);
        const auto index = algebra::rank(space, walker.digits());
        if (index && !visit(*index, walker.ordinals(), walker.changed(true))) return false;
    }
    return true;
}

} // namespace

Result<std::vector<IndexRange>> parse_index_ranges(std::string_view text) {
    std::vector<IndexRange> ranges;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const Result<IndexRange> range = parse_piece(trimmed(text.substr(begin, end - begin)));
        if (!range) return range.failure();
        ranges.push_back(range.value());
        begin = end + 1;
    }
    return normalised(std::move(ranges));
}

std::vector<IndexRange> normalised(std::vector<IndexRange> ranges) {
    for (IndexRange& range : ranges) {
        range.last -= (range.last - range.first) % range.step;
        if (range.first == range.last) range.step = 1;
    }
    std::ranges::sort(ranges, {},
                      [](const IndexRange& range) { return std::pair(range.first, range.step); });
    std::vector<IndexRange> joined;
    std::optional<std::size_t> open; // the last range of step 1
    for (const IndexRange& range : ranges) {
        const bool touches =
            open && range.step == 1 &&
            (joined[*open].last == no_limit || range.first <= joined[*open].last + 1);
        if (touches) {
            joined[*open].last = std::max(joined[*open].last, range.last);
            continue;
        }
        if (range.step == 1) open = joined.size();
        joined.push_back(range);
    }
    return joined;
}

std::optional<std::uint64_t> next_index(std::span<const IndexRange> ranges, std::uint64_t from) {
    std::optional<std::uint64_t> best;
    for (const IndexRange& range : ranges) {
        if (range.first > from && best && range.first >= *best) continue;
        if (range.last < from) continue;
        const std::uint64_t behind = from > range.first ? (from - range.first) % range.step : 0;
        const std::uint64_t next =
            from > range.first ? from + (behind == 0 ? 0 : range.step - behind) : range.first;
        if (next <= range.last && (!best || next < *best)) best = next;
    }
    return best;
}

bool for_each_selected(const Space& space, const Selection& selection, const VisitRow& visit) {
    if (selection.ranges) return visit_ranges(space, *selection.ranges, selection, visit);
    if (selection.where != nullptr) return visit_where(space, selection, visit);
    if (space.count == 0) return true;
    const IndexRange all{0, space.count - 1, 1};
    return visit_ranges(space, std::span(&all, 1), selection, visit);
}

} // namespace expc::ir
