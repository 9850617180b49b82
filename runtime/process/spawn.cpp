// SPDX-License-Identifier: MIT
#include "runtime/process/spawn.hpp"

#include "runtime/process/signals.hpp"

#include <cerrno>
#include <fcntl.h>
#include <spawn.h>

namespace expc::process {
namespace {

/// posix_spawn's two descriptions of a start, released with the object.
struct Recipe {
    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};

    Recipe() {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
    }
    Recipe(const Recipe&) = delete;
    Recipe& operator=(const Recipe&) = delete;
    ~Recipe() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
};

void add_files(Recipe& recipe, const Spawn& request) {
    auto* actions = &recipe.actions;
    if (request.input >= 0)
        posix_spawn_file_actions_adddup2(actions, request.input, 0);
    else
        posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
    if (request.output >= 0) posix_spawn_file_actions_adddup2(actions, request.output, 1);
    if (request.errors >= 0) posix_spawn_file_actions_adddup2(actions, request.errors, 2);
    if (request.folder != nullptr) posix_spawn_file_actions_addchdir_np(actions, request.folder);
}

void add_attributes(Recipe& recipe, const Spawn& request) {
    sigset_t nothing_blocked;
    sigemptyset(&nothing_blocked);
    const sigset_t handled = Signals::handled();
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    if (request.own_group) flags |= POSIX_SPAWN_SETPGROUP;
    posix_spawnattr_setsigmask(&recipe.attributes, &nothing_blocked);
    posix_spawnattr_setsigdefault(&recipe.attributes, &handled);
    posix_spawnattr_setpgroup(&recipe.attributes, 0);
    posix_spawnattr_setflags(&recipe.attributes, flags);
}

Spawned spawn_script(const Recipe& recipe, const Spawn& request) {
    std::vector<char*> words{const_cast<char*>("sh"), const_cast<char*>(request.program)};
    for (char* const* word = request.argv + 1; *word != nullptr; ++word)
        words.push_back(*word);
    words.push_back(nullptr);
    Spawned result;
    result.error = posix_spawn(&result.process, "/bin/sh", &recipe.actions, &recipe.attributes,
                               words.data(), request.environment);
    return result;
}

} // namespace

Spawned spawn(const Spawn& request) {
    Recipe recipe;
    add_files(recipe, request);
    add_attributes(recipe, request);
    Spawned result;
    result.error = posix_spawn(&result.process, request.program, &recipe.actions,
                               &recipe.attributes, request.argv, request.environment);
    return result.error == ENOEXEC ? spawn_script(recipe, request) : result;
}

} // namespace expc::process
