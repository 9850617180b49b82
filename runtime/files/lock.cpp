// SPDX-License-Identifier: MIT
#include "runtime/files/lock.hpp"

#include "runtime/files/files.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/utsname.h>
#include <thread>
#include <unistd.h>

namespace expc::files {
namespace {

/// A holder may just be ending: what a killed process was starting keeps the lock until it has
/// become its program. One that has just begun writes its name meanwhile.
constexpr auto patience = std::chrono::milliseconds(300);
constexpr auto look_again = std::chrono::milliseconds(10);

Result<Descriptor> open_lock(const std::string& path) {
    Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    if (!file) return failed("write", path, errno);
    return file;
}

/// 0, or the errno of what failed.
int take(const Descriptor& file, int flags) {
    while (::flock(file.number(), flags) != 0)
        if (errno != EINTR) return errno;
    return 0;
}

std::string own_name() {
    utsname machine{};
    ::uname(&machine);
    return fmt::format("process {} on {}\n", ::getpid(), machine.nodename);
}

int take_with_patience(const Descriptor& file) {
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) {
        const int error = take(file, LOCK_EX | LOCK_NB);
        if (error != EWOULDBLOCK || std::chrono::steady_clock::now() > until) return error;
        std::this_thread::sleep_for(look_again);
    }
}

std::string holder_in(const std::string& path) {
    const auto text = read(path);
    const bool whole = text && text.value().ends_with('\n');
    return whole ? text.value().substr(0, text.value().size() - 1) : "a process without a name";
}

} // namespace

Result<LockAnswer> ask_for_lock(const std::string& path) {
    auto file = open_lock(path);
    if (!file) return file.failure();
    const int error = take_with_patience(file.value());
    if (error == EWOULDBLOCK) return LockAnswer{{}, holder_in(path)};
    if (error != 0) return failed("lock", path, error);
    if (::ftruncate(file.value().number(), 0) != 0) return failed("write", path, errno);
    if (const int unwritten = write_all(file.value().number(), own_name()); unwritten != 0)
        return failed("write", path, unwritten);
    return LockAnswer{std::move(file).value(), {}};
}

Result<Descriptor> wait_for_lock(const std::string& path) {
    auto file = open_lock(path);
    if (!file) return file.failure();
    if (const int error = take(file.value(), LOCK_EX); error != 0)
        return failed("lock", path, error);
    return file;
}

} // namespace expc::files
