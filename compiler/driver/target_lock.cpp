// SPDX-License-Identifier: MIT
#include "compiler/driver/target_lock.hpp"

#include "runtime/files/files.hpp"
#include "runtime/files/lock.hpp"

#include <fmt/format.h>

namespace expc::driver {

Result<files::Descriptor> lock_target(const RunPlaces& places, const std::string& target) {
    const std::string folder = places.run_root + "/.expc/locks";
    if (auto made = files::make_folders(folder); !made) return made.failure();
    Result<files::LockAnswer> answer = files::ask_for_lock(folder + "/" + target);
    if (!answer) return answer.failure();
    if (answer.value().held) return std::move(answer).value().held;
    return Failure{fmt::format("another expc is starting runs of {}: {}; wait until it has ended, "
                               "or end it, and call again",
                               target, answer.value().holder)};
}

} // namespace expc::driver
