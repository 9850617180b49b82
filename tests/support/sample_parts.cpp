// SPDX-License-Identifier: MIT
#include "tests/support/sample_plans.hpp"

#include <fmt/core.h>

#include <cstdlib>

namespace expc::samples {

using algebra::Domain;
using algebra::Space;
using algebra::Value;

Domain texts(const std::vector<std::string>& values) {
    std::vector<Value> domain;
    for (const std::string& value : values)
        domain.push_back(Value::text(value));
    return {{std::move(domain)}};
}

Domain floats(const std::vector<double>& values) {
    std::vector<Value> domain;
    for (const double value : values)
        domain.push_back(Value::of<double>(value));
    return {{std::move(domain)}};
}

Domain ints(std::int64_t first, std::uint64_t count) {
    return {{algebra::IntRange{first, 1, count}}};
}

Space axis(std::string name, Domain domain) {
    return algebra::axis({name, name, std::move(domain), {}, {}});
}

Space expect(algebra::Built built) {
    if (!built) {
        fmt::print(stderr, "a sample space breaks a law of the algebra\n");
        std::abort();
    }
    return std::move(built.space());
}

Space product(std::vector<Space> parts) {
    return expect(algebra::product(std::move(parts), algebra::Order::last_fastest));
}

ir::Word word(std::vector<ir::Part> parts) {
    return {{}, {std::move(parts)}, {}};
}

ir::Words words(const std::vector<std::string>& literals) {
    ir::Words result;
    for (const std::string& literal : literals)
        result.emplace_back(word({literal}));
    return result;
}

std::vector<std::string> hostile_strings() {
    return {"",
            " two  blanks ",
            "it's",
            "say \"hi\"",
            "$HOME `id` $(id) ${x}",
            "back\\slash\\",
            "line\nbreak\n",
            "-n",
            "--",
            "*?[a]{b,c}",
            "~/x #no !bang",
            ";&|<>()",
            "%s%d\\n",
            "tab\tand\x1b[31mescape",
            "caf\xc3\xa9 \xf0\x9f\xa7\xaa",
            "a=b,c:d"};
}

} // namespace expc::samples
