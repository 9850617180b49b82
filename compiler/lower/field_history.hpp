// SPDX-License-Identifier: MIT
// Where the value of a field comes from: every layer that gave it one, and what the names in them
// are.
#pragma once

#include "compiler/base/source.hpp"
#include "compiler/sema/object.hpp"

#include <span>
#include <string>
#include <vector>

namespace expc::lower {

/// How a line of a field's history came to be.
enum class LayerKind : std::uint8_t {
    given,    ///< the value that counts
    appended, ///< `+=`
    before,   ///< replaced by a later layer
    name,     ///< what a name in one of the values is
};

struct Layer {
    LayerKind kind = LayerKind::given;
    SourceRange place;
    std::string text; ///< the value as written; of a name, `name = value`
    /// The declaration of a name.
    std::optional<sema::Symbol> symbol;
};

/// The newest layer first, then the names that the values use, those that stand for others after
/// them. Empty where nothing gives the field a value.
[[nodiscard]] std::vector<Layer> field_history(const sema::Object& object,
                                               std::span<const std::string> path,
                                               const Sources& sources);

} // namespace expc::lower
