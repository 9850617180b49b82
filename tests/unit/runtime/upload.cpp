// SPDX-License-Identifier: MIT
#include "support.hpp"

#include "runtime/upload/patterns.hpp"
#include "runtime/upload/snapshot.hpp"
#include "runtime/upload/tar.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <unistd.h>

using namespace expc;
using namespace expc::upload;

namespace {

bool matches(const std::string& pattern, std::string_view path, bool is_folder = false) {
    return Patterns({pattern}).match(path, is_folder);
}

void write(const std::string& path, std::string_view content = "x") {
    REQUIRE(files::make_folders(files::parent(path)));
    REQUIRE(files::write(path, content));
}

/// The names in an archive as `tar` lists them, in its order.
std::string listed(const std::string& tar) {
    process::Command command;
    command.argv = {"tar", "-t", "--quoting-style=escape"};
    command.input = tar;
    const auto answer = process::run_and_capture(command);
    REQUIRE(answer);
    REQUIRE(answer.value().succeeded());
    return answer.value().output;
}

} // namespace

TEST_CASE("A pattern without a slash matches at every depth, one with a slash from the top") {
    CHECK(matches("*.ckpt", "a.ckpt"));
    CHECK(matches("*.ckpt", "deep/er/a.ckpt"));
    CHECK_FALSE(matches("*.ckpt", "a.ckpt.txt"));
    CHECK(matches("/data", "data"));
    CHECK_FALSE(matches("/data", "src/data"));
    CHECK(matches("src/*.o", "src/a.o"));
    CHECK_FALSE(matches("src/*.o", "src/deep/a.o"));
    CHECK(matches("src/**/*.o", "src/a.o"));
    CHECK(matches("src/**/*.o", "src/very/deep/a.o"));
    CHECK(matches("src/**", "src/very/deep"));
    CHECK_FALSE(matches("src/**", "src"));
    CHECK(matches("[ab]?", "b1"));
}

TEST_CASE("A pattern with a slash at its end matches folders only, and an empty one nothing") {
    CHECK(matches("data/", "deep/data", true));
    CHECK_FALSE(matches("data/", "deep/data", false));
    CHECK_FALSE(matches("", "a"));
    CHECK_FALSE(matches("/", "a", true));
}

TEST_CASE("An archive holds what stands in the folder, by name, without what is left out") {
    const test::ScratchFolder scratch;
    const std::string top = scratch / "top";
    write(top + "/b c");
    write(top + "/a/z");
    write(top + "/.git/HEAD");
    write(top + "/a/.git");
    write(top + "/skip.o");
    write(top + "/build/x");
    const Snapshot made = snapshot({top, {"*.o"}, {top + "/build"}});
    REQUIRE_FALSE(made.refusal);
    CHECK(listed(made.tar) == "a/\na/z\nb c\n");
    CHECK(made.tar.size() % 512 == 0);
}

TEST_CASE("Equal folders are equal archives, whatever their times, umask and place") {
    const test::ScratchFolder scratch;
    for (const std::string name : {"one", "two"}) {
        write(scratch / (name + "/program"), "#!/bin/sh\n");
        write(scratch / (name + "/folder/data"), "1");
        REQUIRE(symlink("folder/data", (scratch / (name + "/link")).c_str()) == 0);
    }
    chmod((scratch / "one/program").c_str(), 0755);
    chmod((scratch / "two/program").c_str(), 0775);
    chmod((scratch / "two/folder/data").c_str(), 0664);
    chmod((scratch / "one/folder/data").c_str(), 0644);
    CHECK(snapshot({scratch / "one", {}, {}}).tar == snapshot({scratch / "two", {}, {}}).tar);
    chmod((scratch / "two/folder/data").c_str(), 0600);
    CHECK(snapshot({scratch / "one", {}, {}}).tar != snapshot({scratch / "two", {}, {}}).tar);
}

TEST_CASE("Names and links of any length survive tar") {
    const test::ScratchFolder scratch;
    const std::string name(200, 'n');
    const std::string path = scratch / ("top/" + name + "/" + name);
    write(path, "long");
    REQUIRE(symlink((name + "/" + name).c_str(), (scratch / "top/link").c_str()) == 0);
    REQUIRE(files::write(scratch / "t.tar", snapshot({scratch / "top", {}, {}}).tar));
    for (const std::vector<std::string>& tar :
         {std::vector<std::string>{"tar"}, {"busybox", "tar"}}) {
        const std::string out = scratch / ("out" + std::to_string(tar.size()));
        REQUIRE(files::make_folders(out));
        process::Command command;
        command.argv = tar;
        for (const char* word : {"-xmf", "../t.tar"})
            command.argv.emplace_back(word);
        command.folder = out;
        REQUIRE(process::run_and_capture(command).value().succeeded());
        CHECK(files::read(out + "/link").value() == "long");
    }
}

TEST_CASE("What cannot be sent is named with its reason") {
    const test::ScratchFolder scratch;
    write(scratch / "top/a");
    const auto refusal = [&](const std::string& folder) {
        return snapshot({scratch / folder, {}, {}}).refusal.value_or(Refusal{}).reason;
    };
    CHECK(refusal("nowhere") == "there is no such folder");
    CHECK(refusal("top/a") == "it is no folder");
    REQUIRE(symlink("../../x", (scratch / "top/out").c_str()) == 0);
    CHECK(refusal("top") == "the link `out` leads out of it, to `../../x`");
    unlink((scratch / "top/out").c_str());
    REQUIRE(symlink("/etc", (scratch / "top/etc").c_str()) == 0);
    CHECK(refusal("top") == "the link `etc` leads out of it, to `/etc`");
    unlink((scratch / "top/etc").c_str());
    REQUIRE(mkfifo((scratch / "top/pipe").c_str(), 0600) == 0);
    CHECK(refusal("top") == "`pipe` is neither a file, a folder nor a link");
    unlink((scratch / "top/pipe").c_str());
    write(scratch / "top/large");
    REQUIRE(truncate((scratch / "top/large").c_str(), static_cast<off_t>(most_bytes)) == 0);
    CHECK(snapshot({scratch / "top", {}, {}}).refusal.value_or(Refusal{}).is_too_large);
    CHECK_FALSE(snapshot({scratch / "top", {"large"}, {}}).refusal);
}
