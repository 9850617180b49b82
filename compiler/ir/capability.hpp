// SPDX-License-Identifier: MIT
// What a target may ask of its engine (capabilities.def), compared with what a backend carries in
// one place.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace expc::ir {

enum class Capability : std::uint8_t {
#define EXPC_CAPABILITY(name, feature) name,
#include "compiler/ir/capabilities.def"
#undef EXPC_CAPABILITY
};

inline constexpr std::array capability_names = std::to_array<std::string_view>({
#define EXPC_CAPABILITY(name, feature) #name,
#include "compiler/ir/capabilities.def"
#undef EXPC_CAPABILITY
});

/// The word of `allow_drop` that lets an engine leave this out; empty where nothing may.
[[nodiscard]] constexpr std::string_view feature_of(Capability capability) {
    constexpr std::array features = std::to_array<std::string_view>({
#define EXPC_CAPABILITY(name, feature) feature,
#include "compiler/ir/capabilities.def"
#undef EXPC_CAPABILITY
    });
    return features[static_cast<std::size_t>(capability)];
}

/// The capability called PREFIX and `name`, such as `retry_` and `timeout`; `otherwise` where there
/// is none.
[[nodiscard]] constexpr Capability capability_named(std::string_view prefix, std::string_view name,
                                                    Capability otherwise) {
    for (std::size_t i = 0; i < capability_names.size(); ++i) {
        const std::string_view full = capability_names[i];
        if (full.starts_with(prefix) && full.substr(prefix.size()) == name)
            return static_cast<Capability>(i);
    }
    return otherwise;
}

} // namespace expc::ir
