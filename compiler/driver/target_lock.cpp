// SPDX-License-Identifier: MIT
#include "compiler/driver/target_lock.hpp"

#include "runtime/files/files.hpp"
#include "runtime/files/lock.hpp"

#include <fmt/format.h>

namespace expc::driver {

namespace {

std::string lock_folder(const RunPlaces& places) {
    return places.run_root + "/.expc/locks";
}

} // namespace

std::optional<std::string> holder_of(const RunPlaces& places, const std::string& target) {
    const std::string lock = lock_folder(places) + "/" + target;
    if (files::kind_of(lock) == files::Kind::nothing) return std::nullopt;
    Result<files::LockAnswer> answer = files::ask_for_lock(lock);
    if (!answer || answer.value().held) return std::nullopt;
    return std::move(answer).value().holder;
}

Result<files::Descriptor> lock_target(const RunPlaces& places, const std::string& target) {
    const std::string folder = lock_folder(places);
    if (auto made = files::make_folders(folder); !made) return made.failure();
    Result<files::LockAnswer> answer = files::ask_for_lock(folder + "/" + target);
    if (!answer) return answer.failure();
    if (answer.value().held) return std::move(answer).value().held;
    return Failure{fmt::format("another expc is starting runs of {}: {}; wait until it has ended, "
                               "or end it, and call again",
                               target, answer.value().holder)};
}

} // namespace expc::driver
