// SPDX-License-Identifier: MIT
#include "support.hpp"

#include "runtime/store/store.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace expc;
using namespace expc::store;

namespace {

using Names = std::vector<std::string>;

Tree tree(std::string target, std::string digest, std::string_view content = "one\n") {
    return {.target = std::move(target),
            .digest = std::move(digest),
            .files = {{"manifest.json", content, false}, {"e/task.sh", "#!/bin/sh\n", true}}};
}

std::string link_of(const std::string& path) {
    char text[256];
    const ssize_t size = readlink(path.c_str(), text, sizeof text);
    return size < 0 ? "" : std::string(text, static_cast<std::size_t>(size));
}

/// When something below a folder last changed, to the nanosecond, and the number of its inode.
std::pair<long, ino_t> trace_of(const std::string& path) {
    struct stat facts {};
    lstat(path.c_str(), &facts);
    return {facts.st_ctim.tv_nsec + facts.st_ctim.tv_sec * 1'000'000'000L, facts.st_ino};
}

/// What a full disk looks like to this process while it lives: no file may grow.
class NoRoomLeft {
  public:
    NoRoomLeft() {
        ::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before_);
        rlimit none = before_;
        none.rlim_cur = 2;
        setrlimit(RLIMIT_FSIZE, &none);
    }
    NoRoomLeft(const NoRoomLeft&) = delete;
    NoRoomLeft& operator=(const NoRoomLeft&) = delete;
    ~NoRoomLeft() {
        setrlimit(RLIMIT_FSIZE, &before_);
        ::signal(SIGXFSZ, SIG_DFL);
    }

  private:
    rlimit before_{};
};

} // namespace

TEST_CASE("a target is a relative link to a folder that is named by its content") {
    test::ScratchFolder scratch;
    const auto published = publish(scratch / "build", {tree("a", "d1"), tree("b@x", "d2")});
    REQUIRE(published);
    CHECK(published.value().written == Names{"a", "b@x"});
    CHECK(link_of(scratch / "build/a") == ".store/d1");
    CHECK(files::read(scratch / "build/b@x/manifest.json").value() == "one\n");
    CHECK(access((scratch / "build/a/e/task.sh").c_str(), X_OK) == 0);
    CHECK(access((scratch / "build/a/manifest.json").c_str(), X_OK) != 0);
    CHECK(files::names_in(scratch / "build/.store") == Names{".lock", "d1", "d2"});
}

TEST_CASE("a second build with nothing changed writes nothing") {
    test::ScratchFolder scratch;
    const std::string root = scratch / "build";
    REQUIRE(publish(root, {tree("a", "d1")}));
    const Names watched{root,
                        root + "/a",
                        root + "/.store",
                        root + "/.store/.lock",
                        root + "/a/e/task.sh",
                        root + "/a/manifest.json"};
    std::vector<std::pair<long, ino_t>> before;
    for (const auto& path : watched)
        before.push_back(trace_of(path));
    const auto again = publish(root, {tree("a", "d1")});
    REQUIRE(again);
    CHECK(again.value().written.empty());
    CHECK(again.value().unchanged == Names{"a"});
    for (std::size_t k = 0; k < watched.size(); ++k)
        CHECK(trace_of(watched[k]) == before[k]);
}

TEST_CASE("a change switches the link and removes what only this target led to") {
    test::ScratchFolder scratch;
    const std::string root = scratch / "build";
    REQUIRE(publish(root, {tree("a", "d1"), tree("b", "d1"), tree("c", "d3")}));
    REQUIRE(publish(root, {tree("a", "d2", "two\n"), tree("c", "d4", "four\n")}));
    CHECK(files::read(root + "/a/manifest.json").value() == "two\n");
    CHECK(files::read(root + "/b/manifest.json").value() == "one\n");
    CHECK(files::names_in(root + "/.store") == Names{".lock", "d1", "d2", "d4"});
}

TEST_CASE("files that somebody edited, removed or added are put right") {
    test::ScratchFolder scratch;
    const std::string root = scratch / "build";
    REQUIRE(publish(root, {tree("a", "d1")}));
    SECTION("edited") {
        REQUIRE(files::write(root + "/a/manifest.json", "mine\n"));
    }
    SECTION("removed") {
        REQUIRE(files::remove_tree(root + "/a/e"));
    }
    SECTION("added") {
        REQUIRE(files::write(root + "/a/more", ""));
    }
    SECTION("made unusable") {
        REQUIRE(chmod((root + "/a/e/task.sh").c_str(), 0644) == 0);
    }
    const auto again = publish(root, {tree("a", "d1")});
    REQUIRE(again);
    CHECK(again.value().written == Names{"a"});
    CHECK(files::read(root + "/a/manifest.json").value() == "one\n");
    CHECK(files::names_in(root + "/a") == Names{"e", "manifest.json"});
    CHECK(access((root + "/a/e/task.sh").c_str(), X_OK) == 0);
}

TEST_CASE("what expc did not make at the place of a target is left alone, with a way out") {
    test::ScratchFolder scratch;
    const std::string root = scratch / "build";
    REQUIRE(files::make_folders(root));
    SECTION("a folder") {
        REQUIRE(files::make_folders(root + "/a"));
    }
    SECTION("a file") {
        REQUIRE(files::write(root + "/a", "mine"));
    }
    SECTION("a link to elsewhere") {
        REQUIRE(symlink("/tmp", (root + "/a").c_str()) == 0);
    }
    const auto kind = files::kind_of(root + "/a");
    const auto published = publish(root, {tree("b", "d2"), tree("a", "d1")});
    REQUIRE_FALSE(published);
    CHECK(published.failure().message.find("expc did not make") != std::string::npos);
    CHECK(published.failure().message.find("-o") != std::string::npos);
    CHECK(files::kind_of(root + "/a") == kind);
    CHECK(files::kind_of(root + "/b") == files::Kind::nothing);
}

TEST_CASE("garbage of a killed build disappears with the next one that writes") {
    test::ScratchFolder scratch;
    const std::string root = scratch / "build";
    REQUIRE(files::make_folders(root + "/.store/.new-d0-12345/e"));
    REQUIRE(files::write(root + "/.store/.new-d0-12345/e/task.sh", "half"));
    REQUIRE(publish(root, {tree("a", "d1")}));
    CHECK(files::names_in(root + "/.store") == Names{".lock", "d1"});
}

TEST_CASE("a full disk is said in the system's words, and nothing of the build appears") {
    test::ScratchFolder scratch;
    const std::string root = scratch / "build";
    REQUIRE(publish(root, {tree("a", "d1")}));
    {
        const NoRoomLeft full;
        const auto published = publish(root, {tree("a", "d2", "two\n"), tree("b", "d3")});
        REQUIRE_FALSE(published);
        CHECK(published.failure().message.find("File too large") != std::string::npos);
        CHECK(published.failure().message.find("manifest.json") != std::string::npos);
    }
    CHECK(files::read(root + "/a/manifest.json").value() == "one\n");
    CHECK(files::names_in(root) == Names{".store", "a"});
    CHECK(files::names_in(root + "/.store") == Names{".lock", "d1"});
}

TEST_CASE(
    "a read-only folder is said in the system's words, and is no matter where nothing changed") {
    test::ScratchFolder scratch;
    const std::string root = scratch / "build";
    if (geteuid() == 0) {
        const auto published = publish("/proc/build", {tree("a", "d1")});
        REQUIRE_FALSE(published);
        CHECK(published.failure().message.find("/proc/build") != std::string::npos);
        return;
    }
    REQUIRE(publish(root, {tree("a", "d1")}));
    for (const std::string& folder : {root, root + "/.store"})
        REQUIRE(chmod(folder.c_str(), 0555) == 0);
    CHECK(publish(root, {tree("a", "d1")}));
    const auto published = publish(root, {tree("a", "d2", "two\n")});
    REQUIRE_FALSE(published);
    CHECK(published.failure().message.find("Permission denied") != std::string::npos);
    CHECK(files::read(root + "/a/manifest.json").value() == "one\n");
    for (const std::string& folder : {root, root + "/.store"})
        REQUIRE(chmod(folder.c_str(), 0755) == 0);
}

TEST_CASE("two builds at once do not mix: the link always leads to a whole tree of one of them") {
    test::ScratchFolder scratch;
    const std::string root = scratch / "build";
    const auto build_often = [&](int which) {
        const std::string digest = "digest" + std::to_string(which);
        const std::string content(20'000, static_cast<char>('a' + which));
        for (int round = 0; round < 60; ++round) {
            Tree mine{.target = "t", .digest = digest, .files = {}};
            for (const std::string name : {"f1", "f2", "g/f3"})
                mine.files.push_back({name, content, false});
            if (!publish(root, {mine})) return 1;
        }
        return 0;
    };
    std::vector<pid_t> builders;
    for (int which = 0; which < 3; ++which) {
        const pid_t builder = fork();
        if (builder == 0) _exit(build_often(which));
        builders.push_back(builder);
    }
    for (const pid_t builder : builders) {
        int status = -1;
        REQUIRE(waitpid(builder, &status, 0) == builder);
        CHECK(status == 0);
    }
    const std::string first = files::read(root + "/t/f1").value();
    CHECK(first.size() == 20'000);
    CHECK(files::read(root + "/t/f2").value() == first);
    CHECK(files::read(root + "/t/g/f3").value() == first);
    CHECK(files::names_in(root) == Names{".store", "t"});
    CHECK(files::names_in(root + "/.store").size() == 2);
}

TEST_CASE("a staged copy is whole, is made once, and does not follow later builds") {
    test::ScratchFolder scratch;
    const std::string root = scratch / "build";
    REQUIRE(publish(root, {tree("a", "d1")}));
    const auto staged = stage(root, "d1", scratch / "runs");
    REQUIRE(staged);
    CHECK(staged.value() == scratch / "runs/.expc/d1");
    REQUIRE(files::write(staged.value() + "/submitted.tsv", "a line\n"));
    REQUIRE(publish(root, {tree("a", "d2", "two\n")}));
    CHECK(files::read(staged.value() + "/manifest.json").value() == "one\n");
    CHECK(access((staged.value() + "/e/task.sh").c_str(), X_OK) == 0);
    CHECK(stage(root, "d1", scratch / "runs").value() == staged.value());
    CHECK(files::read(staged.value() + "/submitted.tsv").value() == "a line\n");
    CHECK(files::names_in(scratch / "runs/.expc") == Names{"d1"});
}

TEST_CASE("staging on a full disk leaves nothing behind") {
    test::ScratchFolder scratch;
    REQUIRE(publish(scratch / "build", {tree("a", "d1")}));
    {
        const NoRoomLeft full;
        CHECK_FALSE(stage(scratch / "build", "d1", scratch / "runs"));
    }
    CHECK(files::names_in(scratch / "runs/.expc").empty());
}
