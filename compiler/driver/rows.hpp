// SPDX-License-Identifier: MIT
// The runs of one experiment that --where, --runs and --first name.
#pragma once

#include "compiler/driver/session.hpp"
#include "compiler/ir/selection.hpp"

#include <memory>
#include <optional>

namespace expc::driver {

/// A selection and the space that it points to.
struct ChosenRows {
    std::unique_ptr<const ir::Space> filtered; ///< null without --where
    ir::Selection selection;
};

/// True when the user named any of the three.
[[nodiscard]] bool selects_rows(const Arguments& arguments);

/// Reads the options for one experiment. Nothing after a mistake: one in `--where` is in the
/// program's sink, one in `--runs` has been printed.
[[nodiscard]] std::optional<ChosenRows> choose_rows(Program& program,
                                                    const ir::Experiment& experiment,
                                                    const Arguments& arguments, Console& console);

/// True when the selection is sound: some run of the plan is selected, and every index of --runs is
/// one of some experiment. Else a message has been printed, or a mistake in `--where` is in the
/// program's sink.
[[nodiscard]] bool selects_something(Program& program, const Arguments& arguments,
                                     Console& console);

} // namespace expc::driver
