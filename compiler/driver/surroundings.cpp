// SPDX-License-Identifier: MIT
#include "compiler/driver/surroundings.hpp"

#include "runtime/files/files.hpp"

#include <boost/filesystem.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace expc::driver {

namespace {

namespace fs = boost::filesystem;

constexpr std::size_t largest_file = std::size_t{256} << 20U;

Failure failure_of_system() {
    return {std::strerror(errno)};
}

/// The permissions of the file that will be replaced, else those of a new file.
mode_t permissions(const std::string& path) {
    constexpr mode_t of_a_new_file = 0666;
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : of_a_new_file;
}

} // namespace

Result<std::string> read_file(const std::string& path) {
    const files::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return failure_of_system();
    constexpr std::size_t piece = std::size_t{1} << 16U;
    struct stat status {};
    std::string content;
    if (::fstat(file.number(), &status) == 0 && status.st_size > 0) {
        if (static_cast<std::size_t>(status.st_size) > largest_file)
            return Failure{"it is larger than 256 MiB"};
        content.reserve(static_cast<std::size_t>(status.st_size) + 1);
    }
    std::size_t used = 0;
    while (true) {
        if (used == content.size()) content.resize(std::max(content.capacity(), used + piece));
        const ssize_t count = ::read(file.number(), content.data() + used, content.size() - used);
        if (count < 0 && errno != EINTR) return failure_of_system();
        if (count == 0) break;
        used += count > 0 ? static_cast<std::size_t>(count) : 0;
        if (used > largest_file) return Failure{"it is larger than 256 MiB"};
    }
    content.resize(used);
    return content;
}

Result<Done> write_file(const std::string& path, std::string_view content) {
    const std::string beside = fmt::format("{}.{}.new", path, ::getpid());
    files::Descriptor file(
        ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions(path)));
    if (!file) return failure_of_system();
    int error = files::write_all(file.number(), content);
    if (const int closed = file.close(); error == 0) error = closed;
    if (error == 0 && std::rename(beside.c_str(), path.c_str()) != 0) error = errno;
    if (error == 0) return Done{};
    ::unlink(beside.c_str());
    return Failure{std::strerror(error)};
}

std::string absolute_path(const std::string& path) {
    boost::system::error_code error;
    const fs::path here = fs::current_path(error);
    const fs::path normal = fs::absolute(path, error ? fs::path("/") : here).lexically_normal();
    return normal.filename_is_dot() ? normal.parent_path().string() : normal.string();
}

std::string real_path(const std::string& path) {
    boost::system::error_code error;
    const fs::path real = fs::weakly_canonical(absolute_path(path), error);
    return error ? absolute_path(path) : real.string();
}

std::string relative_path(const std::string& path, const std::string& folder) {
    return fs::path(path).lexically_relative(folder).string();
}

std::string path_from(const std::string& folder, const std::string& path) {
    if (path.starts_with('/')) return path;
    return path.empty() ? folder : folder + "/" + path;
}

std::string parent_folder(const std::string& path) {
    return fs::path(path).parent_path().string();
}

std::string file_name(const std::string& path) {
    return fs::path(path).filename().string();
}

std::string project_root(const std::string& file) {
    std::string nearest = parent_folder(absolute_path(file));
    for (std::string folder = nearest; !folder.empty(); folder = parent_folder(folder)) {
        if (files::kind_behind((fs::path(folder) / "expc.project").string()) !=
            files::Kind::nothing)
            return folder;
    }
    return nearest;
}

std::map<std::string, std::string> environment_variables() {
    std::map<std::string, std::string> variables;
    for (char** line = environ; line != nullptr && *line != nullptr; ++line) {
        const std::string_view text = *line;
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos) continue;
        variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return variables;
}

Surroundings real_surroundings() {
    return {.read_file = read_file,
            .environment = [](const std::string& name) -> std::optional<std::string> {
                const char* value = std::getenv(name.c_str());
                if (value == nullptr) return std::nullopt;
                return value;
            }};
}

bool locale_is_utf8() {
    for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const char* value = std::getenv(variable);
        if (value == nullptr || *value == '\0') continue;
        return ::strcasestr(value, "utf-8") != nullptr || ::strcasestr(value, "utf8") != nullptr;
    }
    return false;
}

} // namespace expc::driver
