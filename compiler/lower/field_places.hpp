// SPDX-License-Identifier: MIT
// Where the fields of an object are written, for what is found only when a plan is there.
#pragma once

#include "compiler/ir/plan.hpp"
#include "compiler/sema/object.hpp"

namespace expc::lower {

[[nodiscard]] ir::FieldPlaces field_places(const sema::Object& object);

} // namespace expc::lower
