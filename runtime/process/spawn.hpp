// SPDX-License-Identifier: MIT
// Starts a program: the only place of the project that makes a process. posix_spawn does it without
// copying expc's memory, which is nearly twice as fast as fork for a supervisor that starts
// thousands a second.
#pragma once

#include "runtime/files/descriptor.hpp"

#include <string>
#include <vector>

#include <sys/types.h>

namespace expc::process {

/// Everything that a new process starts from. Pointers last for the call.
struct Spawn {
    const char* program = nullptr;      ///< a path, not searched
    char* const* argv = nullptr;        ///< ended by a null pointer
    char* const* environment = nullptr; ///< ended by a null pointer
    const char* folder = nullptr;       ///< working folder; null: expc's own
    int input = -1;                     ///< becomes stdin; -1: /dev/null
    int output = -1;                    ///< becomes stdout; -1: expc's own
    int errors = -1;                    ///< becomes stderr; -1: expc's own
    bool own_group = false;             ///< leads a process group that can be ended as a whole
};

/// A process id, or the errno of what failed: the program's exec, or entering the folder.
struct Spawned {
    pid_t process = -1;
    int error = 0;
};

/// Starts a program with default signal handling (what expc ignores stays ignored) and no other
/// open files. A script without `#!` is given to /bin/sh, as shells do.
[[nodiscard]] Spawned spawn(const Spawn& request);

/// The pointers that exec wants, made from strings that outlive them.
class PointerList {
  public:
    void clear() { pointers_.clear(); }
    void add(const std::string& text) { pointers_.push_back(const_cast<char*>(text.c_str())); }
    /// Ends the list; call it once, after the last `add`.
    [[nodiscard]] char* const* finish() {
        pointers_.push_back(nullptr);
        return pointers_.data();
    }

  private:
    std::vector<char*> pointers_;
};

} // namespace expc::process
