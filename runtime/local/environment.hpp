// SPDX-License-Identifier: MIT
// Makes the environment of one run from the batch's and its own, by pointers: the batch's hundred
// strings are never copied.
#pragma once

#include "runtime/process/spawn.hpp"

#include <optional>
#include <string_view>
#include <unordered_map>

namespace expc::local {

class EnvironmentBlock {
  public:
    /// `shared` must outlive this object.
    explicit EnvironmentBlock(const std::vector<std::string>& shared);

    /// What exec wants: the shared variables, replaced and completed by `own`. Lasts until the next
    /// call, and as long as `own`.
    [[nodiscard]] char* const* with(const std::vector<std::string>& own);
    /// The value of a variable after the last `with`.
    [[nodiscard]] std::optional<std::string_view> value(std::string_view name,
                                                        const std::vector<std::string>& own) const;

  private:
    const std::vector<std::string>& shared_;
    std::unordered_map<std::string_view, std::size_t> places_;
    std::vector<std::uint64_t>
        hidden_in_; ///< the number of the call in which a shared variable was replaced
    std::uint64_t call_ = 0;
    process::PointerList pointers_;
};

} // namespace expc::local
