// SPDX-License-Identifier: MIT
#include "runtime/upload/snapshot.hpp"

#include "runtime/files/files.hpp"
#include "runtime/upload/patterns.hpp"
#include "runtime/upload/tar.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace expc::upload {
namespace {

constexpr unsigned everybody = 0055;
constexpr unsigned owner_executes = 0100;

/// Whether it is a program, and whether it is for the owner alone: the rest is a matter of each
/// user's umask.
unsigned mode_of(const struct stat& found) {
    const bool is_program = S_ISDIR(found.st_mode) || (found.st_mode & owner_executes) != 0;
    const unsigned open = is_program ? 0755 : 0644;
    const unsigned own = is_program ? 0700 : 0600;
    return (found.st_mode & everybody) != 0 ? open : own;
}

bool same_content(const struct stat& before, const struct stat& after) {
    return before.st_ino == after.st_ino && before.st_size == after.st_size &&
           before.st_mtim.tv_sec == after.st_mtim.tv_sec &&
           before.st_mtim.tv_nsec == after.st_mtim.tv_nsec;
}

/// Whether a link at `path` leads to something above the folder, judged by its text.
bool leads_out(std::string_view path, std::string_view target) {
    if (target.starts_with('/')) return true;
    auto depth = std::ranges::count(path, '/');
    while (!target.empty()) {
        const std::size_t end = std::min(target.find('/'), target.size());
        const std::string_view name = target.substr(0, end);
        if (name == "..")
            --depth;
        else if (!name.empty() && name != ".")
            ++depth;
        if (depth < 0) return true;
        target.remove_prefix(std::min(end + 1, target.size()));
    }
    return false;
}

class Walk {
  public:
    explicit Walk(const Folder& folder) : folder_(folder), patterns_(folder.exclude) {}

    [[nodiscard]] Snapshot result() {
        if (add_entries("")) return {archive_.take(), std::nullopt};
        return {{}, std::move(refusal_)};
    }

  private:
    /// `path` is empty, or ends with a slash.
    bool add_entries(const std::string& path) {
        const std::string full = folder_.path + "/" + path;
        if (::access(full.c_str(), R_OK | X_OK) != 0) return unreadable(path, errno);
        return std::ranges::all_of(files::names_in(full), [&](const std::string& name) {
            return name == ".git" || add_entry(path + name);
        });
    }

    bool add_entry(const std::string& path) {
        const std::string full = folder_.path + "/" + path;
        struct stat found {};
        if (::lstat(full.c_str(), &found) != 0) return unreadable(path, errno);
        if (std::ranges::find(folder_.own, full) != folder_.own.end() ||
            patterns_.match(path, S_ISDIR(found.st_mode)))
            return true;
        if (S_ISDIR(found.st_mode)) {
            archive_.add_folder(path, mode_of(found));
            return add_entries(path + "/");
        }
        if (S_ISLNK(found.st_mode)) return add_link(path, full);
        if (S_ISREG(found.st_mode)) return add_file(path, full, found);
        return refuse(path, fmt::format("`{}` is neither a file, a folder nor a link", path));
    }

    bool add_link(const std::string& path, const std::string& full) {
        std::array<char, 4096> text{};
        const ssize_t length = ::readlink(full.c_str(), text.data(), text.size());
        if (length < 0) return unreadable(path, errno);
        const std::string_view target(text.data(), static_cast<std::size_t>(length));
        if (leads_out(path, target))
            return refuse(path,
                          fmt::format("the link `{}` leads out of it, to `{}`", path, target));
        archive_.add_link(path, target);
        return true;
    }

    bool add_file(const std::string& path, const std::string& full, const struct stat& found) {
        if (archive_.size() + static_cast<std::uint64_t>(found.st_size) > most_bytes)
            return is_too_large(path);
        const Result<std::string> content = files::read(full);
        if (!content) return refuse(path, content.failure().message);
        struct stat after {};
        if (::lstat(full.c_str(), &after) != 0 || !same_content(found, after) ||
            content.value().size() != static_cast<std::size_t>(found.st_size))
            return refuse(path, fmt::format("`{}` changed while it was read", path));
        archive_.add_file(path, mode_of(found), content.value());
        return true;
    }

    bool unreadable(const std::string& path, int error) {
        if (path.empty() && error == ENOENT) return refuse("", "there is no such folder");
        return refuse(path, fmt::format("`{}` cannot be read: {}", path.empty() ? "." : path,
                                        std::strerror(error)));
    }
    bool is_too_large(const std::string& path) {
        refusal_ = {fmt::format("with `{}` it has more than {} MiB", path, most_bytes / 1'048'576),
                    "", true};
        return false;
    }
    bool refuse(const std::string& entry, std::string reason) {
        refusal_ = {std::move(reason), entry, false};
        return false;
    }

    const Folder& folder_;
    Patterns patterns_;
    Archive archive_;
    Refusal refusal_;
};

} // namespace

Snapshot snapshot(const Folder& folder) {
    if (files::kind_behind(folder.path) == files::Kind::nothing)
        return {{}, Refusal{"there is no such folder", "", false}};
    if (files::kind_behind(folder.path) != files::Kind::folder)
        return {{}, Refusal{"it is no folder", "", false}};
    return Walk(folder).result();
}

} // namespace expc::upload
