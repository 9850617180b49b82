// SPDX-License-Identifier: MIT
#include "runtime/store/folder.hpp"

#include "runtime/files/files.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <sys/stat.h>
#include <unistd.h>

namespace expc::store {
namespace {

bool is_executable(const std::string& path) {
    struct stat facts {};
    return ::stat(path.c_str(), &facts) == 0 && (facts.st_mode & S_IXUSR) != 0;
}

std::size_t count_files(const std::string& folder) {
    std::size_t count = 0;
    for (const std::string& name : files::names_in(folder)) {
        const std::string path = fmt::format("{}/{}", folder, name);
        count += files::kind_of(path) == files::Kind::folder ? count_files(path) : 1;
    }
    return count;
}

/// A failure that also throws away what was half made.
Failure undone(const std::string& temporary, Failure failure) {
    static_cast<void>(files::remove_tree(temporary));
    return failure;
}

} // namespace

bool holds(const std::string& folder, const std::vector<File>& files) {
    for (const File& file : files) {
        const std::string path = fmt::format("{}/{}", folder, file.path);
        const auto content = files::read(path);
        if (!content || content.value() != file.content) return false;
        if (is_executable(path) != file.executable) return false;
    }
    return count_files(folder) == files.size();
}

Result<Done> write_files(const std::string& folder, const std::vector<File>& files) {
    for (const File& file : files) {
        const std::string path = fmt::format("{}/{}", folder, file.path);
        if (auto made = files::make_folders(files::parent(path)); !made) return made;
        if (auto written = files::write(path, file.content, file.executable ? 0777 : 0666);
            !written)
            return written;
    }
    return Done{};
}

Result<Done> create_whole(const std::string& folder,
                          const std::function<Result<Done>(const std::string&)>& fill) {
    const std::string name = folder.substr(folder.rfind('/') + 1);
    const std::string temporary =
        fmt::format("{}/{}{}-{}", files::parent(folder), temporary_prefix, name, ::getpid());
    if (auto made = files::make_folders(temporary); !made) return made;
    if (auto filled = fill(temporary); !filled) return undone(temporary, filled.failure());
    if (::rename(temporary.c_str(), folder.c_str()) == 0) return Done{};
    const int error = errno;
    const bool another_won = error == EEXIST || error == ENOTEMPTY;
    Failure failure = undone(temporary, files::failed("create", folder, error));
    if (another_won) return Done{};
    return failure;
}

} // namespace expc::store
