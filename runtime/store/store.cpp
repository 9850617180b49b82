// SPDX-License-Identifier: MIT
#include "runtime/store/store.hpp"

#include "runtime/files/files.hpp"
#include "runtime/files/lock.hpp"
#include "runtime/store/folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace expc::store {
namespace {

std::string store_folder(const std::string& root) {
    return root + "/.store";
}

/// What `<root>/<target>` leads to, as it is written in the link.
std::string link_text(const std::string& digest) {
    return ".store/" + digest;
}

std::string read_link(const std::string& path) {
    char text[4096];
    const ssize_t size = ::readlink(path.c_str(), text, sizeof text);
    return size < 0 ? std::string() : std::string(text, static_cast<std::size_t>(size));
}

bool is_published(const std::string& root, const Tree& tree) {
    return read_link(root + "/" + tree.target) == link_text(tree.digest) &&
           holds(root + "/" + link_text(tree.digest), tree.files);
}

/// Something of the user's at the place of a link is never touched.
Result<Done> check_place(const std::string& root, const Tree& tree) {
    const std::string path = root + "/" + tree.target;
    const files::Kind kind = files::kind_of(path);
    const bool foreign_link = kind == files::Kind::link && !read_link(path).starts_with(".store/");
    if (kind == files::Kind::nothing || (kind == files::Kind::link && !foreign_link)) return Done{};
    return Failure{
        fmt::format("cannot build into `{}`: {} stands there that expc did not make; move it, or "
                    "build elsewhere with -o",
                    path, kind == files::Kind::folder ? "a folder" : "something")};
}

/// One build at a time works on a store.
Result<files::Descriptor> lock(const std::string& store) {
    if (auto made = files::make_folders(store); !made) return made.failure();
    return files::wait_for_lock(store + "/.lock");
}

/// Under the lock no build is at work, so whatever is half made was left by one that was killed.
void remove_garbage(const std::string& folder) {
    for (const std::string& name : files::names_in(folder))
        if (name.starts_with(temporary_prefix))
            static_cast<void>(files::remove_tree(folder + "/" + name));
}

/// A folder of that name whose content was edited, or damaged, makes way for what the name
/// promises.
Result<Done> add_to_store(const std::string& folder, const Tree& tree) {
    if (auto removed = files::remove_tree(folder); !removed) return removed;
    return create_whole(
        folder, [&](const std::string& temporary) { return write_files(temporary, tree.files); });
}

/// The link that takes the place of the target's own.
std::string next_link(const std::string& root, const Tree& tree) {
    return fmt::format("{}/{}{}", store_folder(root), temporary_prefix, tree.target);
}

Result<Done> write_next_link(const std::string& root, const Tree& tree) {
    const std::string path = next_link(root, tree);
    if (::symlink(link_text(tree.digest).c_str(), path.c_str()) != 0)
        return files::failed("write", path, errno);
    return Done{};
}

/// Writes everything that the switching needs; `added` are the trees that were not there before.
Result<Done> prepare(const std::string& root, const std::vector<const Tree*>& trees,
                     std::vector<std::string>& added) {
    for (const Tree* tree : trees) {
        const std::string folder = root + "/" + link_text(tree->digest);
        if (holds(folder, tree->files)) continue;
        if (auto done = add_to_store(folder, *tree); !done) return done;
        added.push_back(folder);
    }
    for (const Tree* tree : trees)
        if (auto written = write_next_link(root, *tree); !written) return written;
    return Done{};
}

Result<Done> switch_link(const std::string& root, const Tree& tree) {
    const std::string path = root + "/" + tree.target;
    if (::rename(next_link(root, tree).c_str(), path.c_str()) == 0) return Done{};
    return files::failed("write", path, errno);
}

/// Removes what these targets led to before, unless another link leads there too.
void remove_unreferenced(const std::string& root, const std::set<std::string>& before) {
    std::set<std::string> needed;
    for (const std::string& name : files::names_in(root))
        needed.insert(read_link(root + "/" + name));
    for (const std::string& link : before)
        if (link.starts_with(".store/") && !needed.contains(link))
            static_cast<void>(files::remove_tree(root + "/" + link));
}

Result<Done> publish_locked(const std::string& root, const std::vector<const Tree*>& trees) {
    remove_garbage(store_folder(root));
    std::vector<std::string> added;
    if (auto prepared = prepare(root, trees, added); !prepared) {
        // Also the whole ones: nobody asked for half of the targets, and the disk may be full.
        for (const std::string& folder : added)
            static_cast<void>(files::remove_tree(folder));
        remove_garbage(store_folder(root));
        return prepared;
    }
    std::set<std::string> before;
    for (const Tree* tree : trees) {
        before.insert(read_link(root + "/" + tree->target));
        if (auto switched = switch_link(root, *tree); !switched) return switched;
    }
    remove_unreferenced(root, before);
    return Done{};
}

Result<Done> copy_tree(const std::string& from, const std::string& to) {
    if (auto made = files::make_folders(to); !made) return made;
    for (const std::string& name : files::names_in(from)) {
        const std::string source = from + "/" + name;
        const std::string place = to + "/" + name;
        if (files::kind_of(source) == files::Kind::folder) {
            if (auto copied = copy_tree(source, place); !copied) return copied;
            continue;
        }
        const auto content = files::read(source);
        if (!content) return content.failure();
        struct stat facts {};
        ::stat(source.c_str(), &facts);
        if (auto written = files::write(place, content.value(), facts.st_mode & 0777U); !written)
            return written;
    }
    return Done{};
}

} // namespace

Result<Published> publish(const std::string& root, const std::vector<Tree>& trees) {
    Published published;
    std::vector<const Tree*> to_write;
    for (const Tree& tree : trees) {
        const bool there = is_published(root, tree);
        (there ? published.unchanged : published.written).push_back(tree.target);
        if (!there) to_write.push_back(&tree);
    }
    if (to_write.empty()) return published;
    for (const Tree* tree : to_write)
        if (auto free = check_place(root, *tree); !free) return free.failure();
    auto locked = lock(store_folder(root));
    if (!locked) return locked.failure();
    if (auto done = publish_locked(root, to_write); !done) return done.failure();
    return published;
}

Result<std::string> stage(const std::string& root, const std::string& digest,
                          const std::string& run_root) {
    const std::string from = root + "/" + link_text(digest);
    std::string place = run_root + "/.expc/" + digest;
    if (files::kind_of(place) == files::Kind::folder) return place;
    if (auto made = files::make_folders(run_root + "/.expc"); !made) return made.failure();
    auto copied = create_whole(
        place, [&](const std::string& temporary) { return copy_tree(from, temporary); });
    if (!copied) return copied.failure();
    return place;
}

} // namespace expc::store
