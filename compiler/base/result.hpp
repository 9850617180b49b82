// SPDX-License-Identifier: MIT
// Result<T>: a value, or the reason why there is none. For failures of the surroundings (files,
// processes), not for a user's mistakes in a program: those are diagnostics. It has the shape of
// std::expected, which g++ 12 lacks.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace expc {

/// Why an operation on the surroundings failed, as one sentence for people, without a final full
/// stop.
struct Failure {
    std::string message;
};

template <typename T>
class [[nodiscard]] Result {
  public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Failure failure) : state_(std::in_place_index<1>, std::move(failure)) {}

    explicit operator bool() const { return state_.index() == 0; }
    [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
    [[nodiscard]] T& value() & { return std::get<0>(state_); }
    [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }
    [[nodiscard]] const Failure& failure() const { return std::get<1>(state_); }

  private:
    std::variant<T, Failure> state_;
};

/// The value of an operation that only succeeds or fails.
struct Done {};

} // namespace expc
