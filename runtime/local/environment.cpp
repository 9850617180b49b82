// SPDX-License-Identifier: MIT
#include "runtime/local/environment.hpp"

#include "runtime/process/capture.hpp"

namespace expc::local {
namespace {

std::string_view name_of(std::string_view variable) {
    return variable.substr(0, variable.find('='));
}

} // namespace

EnvironmentBlock::EnvironmentBlock(const std::vector<std::string>& shared)
    : shared_(shared), hidden_in_(shared.size(), 0) {
    for (std::size_t k = 0; k < shared.size(); ++k)
        places_[name_of(shared[k])] = k;
}

char* const* EnvironmentBlock::with(const std::vector<std::string>& own) {
    ++call_;
    pointers_.clear();
    for (const std::string& variable : own) {
        const auto place = places_.find(name_of(variable));
        if (place != places_.end()) hidden_in_[place->second] = call_;
        pointers_.add(variable);
    }
    for (std::size_t k = 0; k < shared_.size(); ++k)
        if (hidden_in_[k] != call_) pointers_.add(shared_[k]);
    return pointers_.finish();
}

std::optional<std::string_view> EnvironmentBlock::value(std::string_view name,
                                                        const std::vector<std::string>& own) const {
    if (auto found = process::variable(own, name)) return found;
    const auto place = places_.find(name);
    if (place == places_.end()) return std::nullopt;
    return std::string_view(shared_[place->second]).substr(name.size() + 1);
}

} // namespace expc::local
