// SPDX-License-Identifier: MIT
// An experiment or platform as a person reads it: every field with what it is in the end, after
// `with`, spreads and overrides.
#pragma once

#include "compiler/sema/object.hpp"

namespace expc::lower {

/// One field a line, records in braces; values as they are written in the source.
[[nodiscard]] std::string shown_object(const sema::Object& object, const Sources& sources);

} // namespace expc::lower
