// SPDX-License-Identifier: MIT
// Filters and conditional axes: the digits they depend on become one component.
#include "compiler/algebra/diagram.hpp"
#include "compiler/algebra/make.hpp"

#include "compiler/base/match.hpp"

#include <algorithm>

namespace expc::algebra {

namespace {

/// Classes of all touched digits; TooCoupled when one digit alone has too many.
std::optional<TooCoupled> classify(const Space& space, const Footprint& footprint,
                                   std::vector<std::optional<DigitClasses>>& classes) {
    classes.resize(space.digits.size());
    for (const Footprint::Touched& touched : footprint.digits()) {
        classes[touched.digit] = classes_of(space, touched.digit, touched.bases, candidate_limit);
        if (!classes[touched.digit]) {
            const Digit& digit = space.digits[touched.digit];
            return TooCoupled{{digit.label}, static_cast<double>(digit.size)};
        }
    }
    return std::nullopt;
}

/// A predicate over its own columns as one over base columns.
auto over_bases(const Footprint& footprint, const Predicate& predicate) {
    return [&, ordinals = std::vector<Ordinal>(predicate.columns.size())](
               std::span<const Ordinal> bases) mutable {
        footprint.ordinals(bases, ordinals);
        return predicate.holds(ordinals);
    };
}

Built with_component(Space space, Component coupled) {
    std::erase_if(space.components, [&](const Component& old) {
        return std::binary_search(coupled.digits.begin(), coupled.digits.end(), old.digits[0]);
    });
    const auto before =
        std::find_if(space.components.begin(), space.components.end(),
                     [&](const Component& c) { return c.digits[0] > coupled.digits[0]; });
    space.components.insert(before, std::move(coupled));
    const auto count = count_of(space.components);
    if (!count) {
        return {CountOverflow{}};
    }
    space.count = *count;
    return space;
}

Built finish(Space space, CoupledOrError coupled) {
    return match(
        std::move(coupled),
        [&](Component component) { return with_component(std::move(space), std::move(component)); },
        [](TooCoupled error) -> Built { return {std::move(error)}; },
        [](CountOverflow error) -> Built { return {error}; });
}

/// The classes of a conditional axis: absent, present.
DigitClasses absent_or_present(std::uint64_t present_values) {
    DigitClasses classes;
    classes.width = 1;
    classes.ordinals = {0, 1};
    classes.runs = {{0, 0}, {1, 1}};
    classes.count = 2;
    if (present_values == 0) {
        classes.runs.pop_back();
    }
    return classes;
}

} // namespace

Built filtered(const Space& space, const Predicate& keep) {
    if (space.count == 0) {
        return space;
    }
    const Footprint footprint(space, keep.columns);
    Coupling coupling{&footprint, {}, over_bases(footprint, keep)};
    if (footprint.digits().empty()) {
        Space result = space;
        result.count = coupling.allows({}) ? space.count : 0;
        return result;
    }
    if (auto error = classify(space, footprint, coupling.classes)) {
        return {*std::move(error)};
    }
    Built result = finish(space, couple(space, coupling));
    // A filter that removes nothing couples nothing.
    return result && result.space().count == space.count ? Built(space) : std::move(result);
}

Built with_guarded_axis(const Space& space, AxisSpec spec, const Predicate& guard) {
    const std::uint64_t values = spec.domain.size();
    Space wider = space;
    const auto digit = static_cast<DigitIndex>(wider.digits.size());
    add_uncoupled(wider, plain_digit(values + 1, spec.origin, spec.name));
    spec.domain.pieces.insert(spec.domain.pieces.begin(), std::vector<Value>{Value()});
    Column column = column_of(std::move(spec), digit);
    wider.columns.push_back(column);
    if (space.count == 0) {
        return wider;
    }
    // The guard's columns do not contain the new one, whose class is told apart through one more
    // base ordinal.
    std::vector<ColumnIndex> columns = guard.columns;
    columns.push_back(static_cast<ColumnIndex>(wider.columns.size() - 1));
    const Footprint footprint(wider, columns);
    Coupling coupling{&footprint, {}, nullptr};
    coupling.classes.resize(wider.digits.size());
    coupling.allows = [&, ordinals = std::vector<Ordinal>(columns.size())](
                          std::span<const Ordinal> bases) mutable {
        footprint.ordinals(bases, ordinals);
        const bool present = ordinals.back() > 0;
        return guard.holds(std::span(ordinals).first(guard.columns.size())) == present;
    };
    for (const Footprint::Touched& touched : footprint.digits()) {
        if (touched.digit == digit) {
            coupling.classes[digit] = absent_or_present(values);
            continue;
        }
        coupling.classes[touched.digit] =
            classes_of(wider, touched.digit, touched.bases, candidate_limit);
        if (!coupling.classes[touched.digit]) {
            const Digit& large = wider.digits[touched.digit];
            return {TooCoupled{{large.label}, static_cast<double>(large.size)}};
        }
    }
    CoupledOrError coupled = couple(wider, coupling);
    return finish(std::move(wider), std::move(coupled));
}

} // namespace expc::algebra
