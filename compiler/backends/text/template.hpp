// SPDX-License-Identifier: MIT
// Templates: text files beside the code that look like the script they become, with `@name@` where
// a value goes. A placeholder alone on its line takes any number of lines and gives them its
// indentation; none removes the line. Lines between `@if name@` and `@end@` stay where the value of
// that name is not empty: a script has no part that its target cannot reach.
#pragma once

#include "compiler/base/embedded.hpp"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace expc::backends {

/// The values of a template's placeholders by name. Each is finished script text.
using Fillings = std::vector<std::pair<std::string_view, std::string>>;

/// The template file of this name; there is one. Comments behind the opening ones stay here: they
/// are for whoever changes the template, and artifacts are to be small.
[[nodiscard]] std::string script_template(std::string_view name);
/// An embedded file that is emitted as it is.
[[nodiscard]] std::string script_file(std::string_view name);
/// The template with every placeholder filled; each placeholder has a value.
[[nodiscard]] std::string fill(std::string_view text, const Fillings& fillings);

} // namespace expc::backends
