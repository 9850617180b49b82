// SPDX-License-Identifier: MIT
// Declares options to CLI11, one function a group, so that an option has one name, one meaning and
// one help everywhere.
#pragma once

#include "compiler/driver/arguments.hpp"
#include "compiler/driver/subcommands.hpp"

namespace CLI {
class App;
}

namespace expc::driver {

/// Options that every subcommand and `expc` itself take.
void declare_common(CLI::App& app, Arguments& arguments);
void declare(CLI::App& app, Takes group, Arguments& arguments);

} // namespace expc::driver
