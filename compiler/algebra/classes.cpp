// SPDX-License-Identifier: MIT
#include "compiler/algebra/classes.hpp"

#include "compiler/algebra/inner_row.hpp"
#include "compiler/algebra/row_runs.hpp"
#include "compiler/base/match.hpp"

#include <boost/container_hash/hash.hpp>

#include <algorithm>
#include <unordered_map>

namespace expc::algebra {

namespace {

/// Runs of digit values with the ordinals of some of the wanted columns.
struct Part {
    std::vector<std::size_t> positions; ///< which of the wanted columns
    RowRuns runs;
};

/// A column in an inner space, and where its ordinal goes.
struct Wanted {
    std::size_t position = 0;
    OfInner::Source source;
};

std::vector<Wanted> wanted_of_child(const Space& space, std::span<const ColumnIndex> bases,
                                    std::size_t child) {
    std::vector<Wanted> wanted;
    for (std::size_t position = 0; position < bases.size(); ++position) {
        const auto* inner = std::get_if<OfInner>(&space.columns[bases[position]].ordinal);
        if (inner == nullptr) {
            continue;
        }
        for (const OfInner::Source& source : inner->sources) {
            if (source.child == child) {
                wanted.push_back({position, source});
            }
        }
    }
    return wanted;
}

std::optional<Part> runs_of_child(const Space& inner, const std::vector<Wanted>& wanted,
                                  std::uint64_t limit) {
    std::vector<ColumnIndex> columns;
    Part part;
    for (const Wanted& one : wanted) {
        columns.push_back(one.source.column);
        part.positions.push_back(one.position);
    }
    auto runs = row_runs(inner, columns, limit);
    if (!runs) {
        return std::nullopt;
    }
    part.runs = *std::move(runs);
    for (std::size_t k = 0; k < part.runs.ordinals.size(); ++k) {
        part.runs.ordinals[k] += wanted[k % wanted.size()].source.offset;
    }
    return part;
}

/// Collects the parts whose common refinement gives the classes.
class Parts {
  public:
    Parts(const Space& space, DigitIndex digit, std::span<const ColumnIndex> bases,
          std::uint64_t limit)
        : space_(space), digit_(space.digits[digit]), bases_(bases), limit_(limit) {}

    std::optional<std::vector<Part>> take() {
        const bool complete =
            add_direct() && match(
                                digit_.meaning, [](const Plain&) { return true; },
                                [this](const Alternatives& concat) { return add(concat); },
                                [this](const Zipped& zip) { return add(zip); },
                                [this](const Picked& sample) { return add(sample); });
        return complete ? std::optional(std::move(parts_)) : std::nullopt;
    }

  private:
    /// Columns that show the digit's value itself: every value is a run.
    bool add_direct() {
        Part part;
        for (std::size_t position = 0; position < bases_.size(); ++position) {
            if (std::holds_alternative<OfDigit>(space_.columns[bases_[position]].ordinal)) {
                part.positions.push_back(position);
            }
        }
        if (part.positions.empty()) {
            return true;
        }
        if (digit_.size > limit_) {
            return false;
        }
        part.runs.width = part.positions.size();
        for (std::uint64_t value = 0; value < digit_.size; ++value) {
            part.runs.firsts.push_back(value);
            part.runs.ordinals.insert(part.runs.ordinals.end(), part.runs.width, value);
        }
        parts_.push_back(std::move(part));
        return true;
    }

    bool add(const Alternatives& concat) {
        Part joint;
        std::uint64_t start = 0;
        for (std::size_t branch = 0; branch < concat.branches.size(); ++branch) {
            const auto wanted = wanted_of_child(space_, bases_, branch);
            auto part = runs_of_child(concat.branches[branch], wanted, limit_);
            if (!part || joint.runs.firsts.size() + part->runs.firsts.size() > limit_) {
                return false;
            }
            for (const std::uint64_t first : part->runs.firsts) {
                joint.runs.firsts.push_back(start + first);
            }
            joint.runs.ordinals.insert(joint.runs.ordinals.end(), part->runs.ordinals.begin(),
                                       part->runs.ordinals.end());
            joint.positions = part->positions;
            joint.runs.width = wanted.size();
            start += concat.branches[branch].count;
        }
        if (joint.runs.width > 0) {
            parts_.push_back(std::move(joint));
        }
        return true;
    }

    bool add(const Zipped& zip) {
        for (std::size_t member = 0; member < zip.members.size(); ++member) {
            const auto wanted = wanted_of_child(space_, bases_, member);
            if (wanted.empty()) {
                continue;
            }
            auto part = runs_of_child(zip.members[member], wanted, limit_);
            if (!part) {
                return false;
            }
            parts_.push_back(*std::move(part));
        }
        return true;
    }

    bool add(const Picked& sample) {
        const auto wanted = wanted_of_child(space_, bases_, 0);
        if (wanted.empty()) {
            return true;
        }
        Part part;
        part.runs.width = wanted.size();
        for (const Wanted& one : wanted) {
            part.positions.push_back(one.position);
        }
        Digits digits;
        std::vector<Ordinal> ordinals;
        for (std::uint64_t value = 0; value < sample.picks.size(); ++value) {
            decode(sample.inner[0], sample.picks[value], digits);
            ordinals_of(sample.inner[0], digits, ordinals);
            part.runs.firsts.push_back(value);
            for (const Wanted& one : wanted) {
                part.runs.ordinals.push_back(one.source.offset + ordinals[one.source.column]);
            }
        }
        parts_.push_back(std::move(part));
        return true;
    }

    const Space& space_;
    const Digit& digit_;
    std::span<const ColumnIndex> bases_;
    std::uint64_t limit_;
    std::vector<Part> parts_;
};

/// A digit that only shows its own value needs no look at equal tuples.
DigitClasses classes_of_values(Part part, std::uint64_t size) {
    DigitClasses classes;
    classes.width = part.runs.width;
    classes.ordinals = std::move(part.runs.ordinals);
    classes.count = static_cast<std::uint32_t>(size);
    for (std::uint32_t value = 0; value < size; ++value) {
        classes.runs.push_back({value, value});
    }
    return classes;
}

/// Names classes by the order of their first values.
class ClassesInOrder {
  public:
    explicit ClassesInOrder(DigitClasses& classes) : classes_(classes) {}

    void add(std::uint64_t first, const std::vector<Ordinal>& tuple) {
        const auto [known, is_new] = labels_.try_emplace(tuple, classes_.count);
        if (is_new) {
            classes_.ordinals.insert(classes_.ordinals.end(), tuple.begin(), tuple.end());
            ++classes_.count;
        }
        if (classes_.runs.empty() || classes_.runs.back().label != known->second) {
            classes_.runs.push_back({first, known->second});
        }
    }

  private:
    DigitClasses& classes_;
    std::unordered_map<std::vector<Ordinal>, std::uint32_t, boost::hash<std::vector<Ordinal>>>
        labels_;
};

} // namespace

std::optional<DigitClasses> classes_of(const Space& space, DigitIndex digit,
                                       std::span<const ColumnIndex> bases, std::uint64_t limit) {
    auto parts = Parts(space, digit, bases, limit).take();
    if (!parts) {
        return std::nullopt;
    }
    const std::uint64_t size = space.digits[digit].size;
    if (parts->size() == 1 && std::holds_alternative<Plain>(space.digits[digit].meaning)) {
        return classes_of_values(std::move(parts->front()), size);
    }
    DigitClasses classes;
    classes.width = bases.size();
    ClassesInOrder labels(classes);
    std::vector<Ordinal> tuple(bases.size());
    std::vector<std::size_t> next(parts->size(), 0);
    for (std::uint64_t first = 0; first < size;) {
        std::uint64_t last = size;
        for (std::size_t k = 0; k < parts->size(); ++k) {
            const Part& part = (*parts)[k];
            if (next[k] < part.runs.firsts.size() && part.runs.firsts[next[k]] == first) {
                const auto values = part.runs.of(next[k]++);
                for (std::size_t v = 0; v < values.size(); ++v) {
                    tuple[part.positions[v]] = values[v];
                }
            }
            if (next[k] < part.runs.firsts.size()) {
                last = std::min(last, part.runs.firsts[next[k]]);
            }
        }
        labels.add(first, tuple);
        first = last;
    }
    return classes;
}

} // namespace expc::algebra
