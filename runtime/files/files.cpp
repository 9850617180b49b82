// SPDX-License-Identifier: MIT
#include "runtime/files/files.hpp"

#include <boost/filesystem/operations.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <map>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace expc::files {
namespace {

Kind kind_from(int status, const struct stat& facts) {
    if (status != 0) return Kind::nothing;
    if (S_ISREG(facts.st_mode)) return Kind::file;
    if (S_ISDIR(facts.st_mode)) return Kind::folder;
    return S_ISLNK(facts.st_mode) ? Kind::link : Kind::other;
}

bool is_folder(const std::string& path) {
    return kind_behind(path) == Kind::folder;
}

} // namespace

void Descriptor::reset() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
}

int Descriptor::close() {
    const int number = std::exchange(number_, -1);
    return number < 0 || ::close(number) == 0 ? 0 : errno;
}

Failure failed(std::string_view action, std::string_view path, int error) {
    return {fmt::format("cannot {} `{}`: {}", action, path, std::strerror(error))};
}

Result<std::string> read(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return failed("read", path, errno);
    std::string content;
    char block[1U << 16U];
    for (;;) {
        const ssize_t count = ::read(file.number(), block, sizeof block);
        if (count == 0) return content;
        if (count < 0 && errno != EINTR) return failed("read", path, errno);
        if (count > 0) content.append(block, static_cast<std::size_t>(count));
    }
}

int write_all(int descriptor, std::string_view content) {
    while (!content.empty()) {
        const ssize_t count = ::write(descriptor, content.data(), content.size());
        if (count < 0 && errno != EINTR) return errno;
        if (count > 0) content.remove_prefix(static_cast<std::size_t>(count));
    }
    return 0;
}

Result<Done> write(const std::string& path, std::string_view content, unsigned mode) {
    Descriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, static_cast<mode_t>(mode)));
    if (!file) return failed("write", path, errno);
    if (const int error = write_all(file.number(), content); error != 0)
        return failed("write", path, error);
    if (const int error = file.close(); error != 0) return failed("write", path, error);
    return Done{};
}

Result<Done> append(const std::string& path, std::string_view content) {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
    if (!file) return failed("write", path, errno);
    if (const int error = write_all(file.number(), content); error != 0)
        return failed("write", path, error);
    return Done{};
}

Result<Descriptor> open_log(const std::string& path) {
    Descriptor log(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666));
    if (!log) return failed("write", path, errno);
    return log;
}

Result<Done> make_folders(const std::string& path) {
    if (path.empty() || ::mkdir(path.c_str(), 0777) == 0) return Done{};
    const int error = errno;
    if (error == EEXIST && is_folder(path)) return Done{};
    const std::string above = parent(path);
    if (error != ENOENT || above == path) return failed("create folder", path, error);
    if (auto made = make_folders(above); !made) return made.failure();
    if (::mkdir(path.c_str(), 0777) == 0 || is_folder(path)) return Done{};
    return failed("create folder", path, errno);
}

Kind kind_of(const std::string& path) {
    struct stat facts {};
    return kind_from(::lstat(path.c_str(), &facts), facts);
}

Kind kind_behind(const std::string& path) {
    struct stat facts {};
    return kind_from(::stat(path.c_str(), &facts), facts);
}

bool is_empty(const std::string& path) {
    struct stat facts {};
    return ::stat(path.c_str(), &facts) != 0 || facts.st_size == 0;
}

std::vector<std::string> names_in(const std::string& folder) {
    std::vector<std::string> names;
    DIR* stream = ::opendir(folder.c_str());
    if (stream == nullptr) return names;
    while (const dirent* entry = ::readdir(stream)) {
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") names.emplace_back(name);
    }
    ::closedir(stream);
    std::ranges::sort(names);
    return names;
}

std::vector<std::string> names_by_age_in(const std::string& folder) {
    std::vector<std::string> names = names_in(folder);
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> written;
    for (const std::string& name : names) {
        struct stat facts {};
        if (::stat(fmt::format("{}/{}", folder, name).c_str(), &facts) == 0)
            written[name] = {facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec};
    }
    std::ranges::stable_sort(names, {}, [&](const std::string& name) { return written[name]; });
    return names;
}

Result<Done> remove_tree(const std::string& path) {
    boost::system::error_code error;
    boost::filesystem::remove_all(path, error);
    if (error) return failed("remove", path, error.value());
    return Done{};
}

std::string parent(const std::string& path) {
    const std::size_t end = path.find_last_not_of('/');
    const std::size_t slash = end == std::string::npos ? 0 : path.find_last_of('/', end);
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

} // namespace expc::files
