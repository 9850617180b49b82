// SPDX-License-Identifier: MIT
// Properties over random numbers that steer a generator. RC_PARAMS="max_success=10000" makes them
// run longer.
#pragma once

#include "oracle.hpp"

#include <rapidcheck.h>

#include <cstdlib>

namespace expc::algebra::test {

/// Checks `holds(choices)` on 400 cases, or as many as RC_PARAMS says.
template <typename Property>
bool check_many(const std::string& name, const Property& holds) {
    // rapidcheck reads its parameters from the environment when the first property starts.
    static const int once = setenv("RC_PARAMS", "max_success=400", 0);
    const auto number =
        rc::gen::resize(rc::kNominalSize, rc::gen::map(rc::gen::inRange<int>(0, 256), [](int n) {
                            return static_cast<std::uint8_t>(n);
                        }));
    return once == 0 && rc::check(name, [&] {
               Choices choices(*rc::gen::container<std::vector<std::uint8_t>>(160, number));
               holds(choices);
           });
}

} // namespace expc::algebra::test
