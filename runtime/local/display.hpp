// SPDX-License-Identifier: MIT
// The two displays of a batch: on a terminal one or two lines that are drawn again, elsewhere plain
// lines that can be kept in a file. Both say failures at once.
#pragma once

#include "runtime/local/summary.hpp"

#include <memory>

namespace expc::local {

struct DisplayOptions {
    int descriptor = 2;
    std::string current_folder; ///< paths below it are shown relative to it
    /// The least time between two drawings, or between two lines.
    Clock::duration live_interval = std::chrono::milliseconds(100);
    Clock::duration line_interval = std::chrono::seconds(10);
};

/// Draws on a terminal; removes what it drew when it is destroyed.
[[nodiscard]] std::unique_ptr<Observer> live_display(DisplayOptions options);
/// Writes plain lines.
[[nodiscard]] std::unique_ptr<Observer> line_display(DisplayOptions options);
/// The one that suits the descriptor: lines unless it is a terminal that can move its cursor.
[[nodiscard]] std::unique_ptr<Observer> display_for(DisplayOptions options);

} // namespace expc::local
