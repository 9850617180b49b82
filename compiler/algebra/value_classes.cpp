// SPDX-License-Identifier: MIT
#include "compiler/algebra/value_classes.hpp"

#include "compiler/algebra/identity.hpp"

#include <algorithm>
#include <unordered_map>

namespace expc::algebra {

namespace {

/// The range that a domain is, if it is nothing else.
const IntRange* only_range(const Domain& domain) {
    return domain.pieces.size() == 1 ? std::get_if<IntRange>(&domain.pieces[0]) : nullptr;
}

std::string key_of(const Value& value) {
    IdentityText text = identity_text(value);
    // Durations and sizes share the kind of numbers in tokens; as values they differ.
    const auto type = value.get_if<Duration>() ? 'd' : value.get_if<Size>() ? 'z' : text.kind;
    return type + std::move(text.text);
}

/// Lowest and highest value, as wide as they can get.
struct Bounds {
    __extension__ using Wide = __int128;
    Wide low;
    Wide high;

    explicit Bounds(const IntRange& range) : low(range.first), high(range.first) {
        const Wide last = low + Wide{range.step} * (Wide{range.count} - 1);
        (last < low ? low : high) = last;
    }
};

/// Whether all domains are ranges, and each ends before the next begins.
bool are_separate_ranges(std::span<const Domain* const> domains) {
    std::vector<Bounds> bounds;
    for (const Domain* domain : domains) {
        const IntRange* range = only_range(*domain);
        if (range == nullptr) {
            return false;
        }
        bounds.emplace_back(*range);
    }
    std::sort(bounds.begin(), bounds.end(),
              [](const Bounds& a, const Bounds& b) { return a.low < b.low; });
    return std::adjacent_find(bounds.begin(), bounds.end(), [](const Bounds& a, const Bounds& b) {
               return a.high >= b.low;
           }) == bounds.end();
}

} // namespace

ValueClasses::ValueClasses(const Domain& domain) {
    const std::uint64_t size = domain.size();
    if (const IntRange* range = only_range(domain); range != nullptr && range->step != 0) {
        return;
    }
    if (size > largest_compared_domain) {
        known_ = false;
        distinct_ = false;
        return;
    }
    std::unordered_map<std::string, std::uint32_t> labels;
    labels_.reserve(size);
    for (Ordinal ordinal = 0; ordinal < size; ++ordinal) {
        const auto next = static_cast<std::uint32_t>(labels.size());
        const auto [at, is_new] = labels.try_emplace(key_of(domain.at(ordinal)), next);
        labels_.push_back(at->second);
        distinct_ = distinct_ && is_new;
    }
}

bool are_disjoint(std::span<const Domain* const> domains) {
    if (are_separate_ranges(domains)) {
        return true;
    }
    std::uint64_t compared = 0;
    std::unordered_map<std::string, const Domain*> owners;
    for (const Domain* domain : domains) {
        const std::uint64_t size = domain->size();
        if (size > largest_compared_domain - compared) {
            return false;
        }
        compared += size;
        for (Ordinal ordinal = 0; ordinal < size; ++ordinal) {
            const auto [owner, is_new] = owners.try_emplace(key_of(domain->at(ordinal)), domain);
            if (owner->second != domain) {
                return false;
            }
        }
    }
    return true;
}

} // namespace expc::algebra
