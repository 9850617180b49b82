// SPDX-License-Identifier: MIT
#include "compiler/driver/run_list.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::driver {

void RunList::add(std::uint64_t index) {
    if (!ranges_.empty() && ranges_.back().last + 1 == index)
        ++ranges_.back().last;
    else
        ranges_.push_back({index, index, size()});
}

std::uint64_t RunList::size() const {
    if (ranges_.empty()) return 0;
    const Range& last = ranges_.back();
    return last.position + (last.last - last.first) + 1;
}

std::uint64_t RunList::at(std::uint64_t position) const {
    const auto after = std::ranges::upper_bound(ranges_, position, {}, &Range::position);
    const Range& range = *std::prev(after);
    return range.first + (position - range.position);
}

std::vector<ir::IndexRange> RunList::ranges() const {
    std::vector<ir::IndexRange> ranges;
    ranges.reserve(ranges_.size());
    for (const Range& range : ranges_)
        ranges.push_back({range.first, range.last, 1});
    return ranges;
}

std::string RunList::text() const {
    const std::vector<std::string> all = texts(std::string::npos);
    return all.empty() ? std::string{} : all.front();
}

std::vector<std::string> RunList::texts(std::size_t bytes) const {
    std::vector<std::string> texts;
    for (const Range& range : ranges_) {
        if (texts.empty() || texts.back().size() >= bytes) texts.emplace_back();
        std::string& text = texts.back();
        if (!text.empty()) text += ',';
        text += std::to_string(range.first);
        if (range.last != range.first) text += fmt::format("-{}", range.last);
    }
    return texts;
}

} // namespace expc::driver
