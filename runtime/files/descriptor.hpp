// SPDX-License-Identifier: MIT
// An open file that closes itself. The lowest piece of runtime/files; every descriptor that expc
// opens is closed in programs that it starts.
#pragma once

#include <utility>

namespace expc::files {

/// Owns a file descriptor; -1 owns nothing.
class Descriptor {
  public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        if (this != &other) {
            reset();
            number_ = std::exchange(other.number_, -1);
        }
        return *this;
    }
    ~Descriptor() { reset(); }

    explicit operator bool() const { return number_ >= 0; }
    [[nodiscard]] int number() const { return number_; }
    void reset();
    /// Closes it and says what that failed with, or 0: some file systems notice only then that
    /// there is no room.
    [[nodiscard]] int close();

  private:
    int number_ = -1;
};

} // namespace expc::files
