// SPDX-License-Identifier: MIT
#include "compiler/backends/text/walk.hpp"

#include <algorithm>
#include <functional>
#include <optional>

namespace expc::backends {
namespace {

using algebra::Component;
using algebra::DigitIndex;
using algebra::Space;

/// A component with a diagram: the diagram's number, and where the walk keeps its place in it.
struct Coupled {
    std::size_t diagram = 0;
    std::size_t place = 0;
};

/// One step of a walk: a digit, how it is coupled, and the rows of the other components that remain
/// beside it.
struct Step {
    DigitIndex digit = 0;
    std::optional<Coupled> coupled;
    std::string rows; ///< a shell word
};

/// The remaining rows of one component while `digit` is chosen in another.
struct Remaining {
    std::uint64_t constant = 1;
    bool in_diagram = false; ///< the component is under way: its diagram knows
};

Remaining remaining(const Component& component, DigitIndex digit) {
    if (component.digits.front() > digit) return {component.count, false};
    return {1, component.digits.back() > digit};
}

std::string rows_beside(const Space& space, DigitIndex digit) {
    std::uint64_t constant = 1;
    std::string factors;
    for (std::size_t place = 0; place < space.components.size(); ++place) {
        const Component& component = space.components[place];
        if (std::find(component.digits.begin(), component.digits.end(), digit) !=
            component.digits.end())
            continue;
        const Remaining rest = remaining(component, digit);
        constant *= rest.constant;
        if (rest.in_diagram) factors += fmt::format(" * expc_left_{}", place);
    }
    if (factors.empty()) return std::to_string(constant);
    return fmt::format("$(({}{}))", constant, factors);
}

std::vector<Step> steps_of(const Space& space, Diagrams& diagrams, Forbidden forbidden) {
    std::vector<Step> steps(space.digits.size());
    for (std::size_t place = 0; place < space.components.size(); ++place) {
        const Component& component = space.components[place];
        if (component.levels.empty()) continue;
        const Coupled coupled{diagrams.add(make_diagram(component, forbidden)), place};
        for (const DigitIndex digit : component.digits)
            steps[digit].coupled = coupled;
    }
    for (DigitIndex digit = 0; digit < steps.size(); ++digit) {
        steps[digit].digit = digit;
        steps[digit].rows = rows_beside(space, digit);
    }
    return steps;
}

/// Puts the walk's place in every diagram on its root.
void add_start(Lines& lines, const std::vector<Step>& steps, const Diagrams& diagrams) {
    std::vector<std::size_t> started;
    for (const Step& step : steps) {
        if (!step.coupled) continue;
        const auto [diagram, place] = *step.coupled;
        if (std::find(started.begin(), started.end(), place) != started.end()) continue;
        started.push_back(place);
        const BlockAddress root = diagrams[diagram].root;
        lines.add("expc_at_{0}={1}; expc_length_{0}={2}", place, root.start, root.length);
    }
}

void add_step(Lines& lines, const Step& step, const SpaceNames& names) {
    const std::string digit = names.digit_number(step.digit);
    if (step.coupled) {
        lines.add("coupled {} {} {} {} || return", digit, step.rows, step.coupled->diagram,
                  step.coupled->place);
    } else {
        lines.add("digit {} {}", digit, step.rows);
    }
}

void add_inline_blocks(Lines& lines, const Diagram& diagram) {
    lines.add("case $expc_at in");
    for (const BlockAddress block : diagram.blocks)
        lines.add("{}) expc_records='{}' ;;", block.start, record_words(diagram, block));
    lines.add("esac");
}

void add_blocks(Lines& lines, TaskFolder& folder, const Diagram& diagram, std::size_t number) {
    if (diagram.records.size() <= Diagrams::inline_records) {
        add_inline_blocks(lines, diagram);
        return;
    }
    RecordFile file = record_file(diagram);
    const std::string name = fmt::format("diagram-{}", number);
    folder.add(name, std::move(file.content));
    lines.add("read_records {} {}", name, file.width);
}

} // namespace

std::size_t Diagrams::add(Diagram diagram) {
    const auto found = std::find(diagrams_.begin(), diagrams_.end(), diagram);
    if (found != diagrams_.end()) return static_cast<std::size_t>(found - diagrams_.begin());
    diagrams_.push_back(std::move(diagram));
    return diagrams_.size() - 1;
}

void Diagrams::add_functions(Lines& lines, TaskFolder& folder) const {
    for (std::size_t number = 0; number < diagrams_.size(); ++number) {
        lines.add("block_{}() {{", number);
        {
            const auto indentation = lines.indented();
            add_blocks(lines, folder, diagrams_[number], number);
        }
        lines.add("}}");
    }
}

void add_walk(Lines& lines, const Space& space, const SpaceNames& names, Diagrams& diagrams,
              Forbidden forbidden) {
    const std::vector<Step> steps = steps_of(space, diagrams, forbidden);
    add_start(lines, steps, diagrams);
    for (const Step& step : steps)
        add_step(lines, step, names);
}

} // namespace expc::backends
