// SPDX-License-Identifier: MIT
// Typed 32-bit ids into tables. Tables own, ids refer, references last for one call.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace expc {

/// Names one element of a `Table<T>`; a default-constructed id names nothing.
template <typename T>
struct Id {
    static constexpr std::uint32_t nothing = std::numeric_limits<std::uint32_t>::max();
    std::uint32_t index = nothing;

    explicit operator bool() const { return index != nothing; }
    auto operator<=>(const Id&) const = default;
};

/// Owns values of one kind and hands out their ids. Growing it invalidates references, never ids.
template <typename T>
class Table {
  public:
    Id<T> add(T value) {
        values_.push_back(std::move(value));
        return {static_cast<std::uint32_t>(values_.size() - 1)};
    }
    void reserve(std::size_t size) { values_.reserve(size); }
    [[nodiscard]] const T& operator[](Id<T> id) const { return values_[id.index]; }
    [[nodiscard]] T& operator[](Id<T> id) { return values_[id.index]; }
    [[nodiscard]] std::size_t size() const { return values_.size(); }
    [[nodiscard]] auto begin() const { return values_.begin(); }
    [[nodiscard]] auto end() const { return values_.end(); }

  private:
    std::vector<T> values_;
};

} // namespace expc
