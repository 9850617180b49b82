// SPDX-License-Identifier: MIT
#include "support.hpp"

#include "runtime/status/scan.hpp"
#include "runtime/status/writer.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace expc;
using expc::status::Record;
using expc::status::State;

namespace {

constexpr std::string_view minimal =
    "state=succeeded\nid=00000000000000000001\ndigest=0123456789abcdef0123\nindex=4\n";

Record sample(std::uint64_t index, State state = State::succeeded) {
    Record record;
    record.state = state;
    record.target = "mnist@laptop";
    record.experiment = "mnist";
    record.index = index;
    record.id = {.high = 0x0100000000000000U + index, .low = 2};
    record.digest = {.high = 5, .low = 6};
    record.host = status::this_host();
    record.pid = getpid();
    record.job = "local:1";
    record.start = 1000.5;
    return record;
}

bool always(const Record&) {
    return true;
}

} // namespace

TEST_CASE("a record survives being written and read") {
    Record record = sample(3, State::failed);
    record.end = 1002.25;
    record.exit = 7;
    record.step = 2;
    record.attempt = 4;
    record.tree = "abc";
    record.reason = "a=b";
    std::string text;
    status::write_text(record, text);
    CHECK(text.starts_with("state=failed\n"));
    const auto back = status::parse(text);
    REQUIRE(back);
    std::string again;
    status::write_text(*back, again);
    CHECK(again == text);
    CHECK(back->reason == "a=b");
    CHECK_FALSE(back->signal.has_value());
}

TEST_CASE("newlines and tabs of values cannot break a record") {
    Record record = sample(1);
    record.reason = "two\nstate=running\tlines";
    std::string text;
    status::write_text(record, text);
    CHECK(status::parse(text)->state == State::succeeded);
    CHECK(status::parse(text)->reason == "two state=running lines");
}

TEST_CASE("the order of keys, unknown keys and keys given twice do not matter to the reader") {
    const auto record =
        status::parse("color=red\nindex=9\nid=00000000000000000001\nstate=running\ndigest="
                      "0123456789abcdef0123\nstate=failed\nnonsense\n");
    REQUIRE(record);
    CHECK(record->state == State::failed);
    CHECK(record->index == 9);
    CHECK(record->digest.hex() == "0123456789abcdef0123");
}

TEST_CASE("what is no record is not taken for one") {
    CHECK(status::parse(minimal));
    const std::string_view rows[] = {
        "",
        "\n",
        "state=succeeded\n",
        "state",
        "=\n=\n",
        std::string_view("\0\0\0", 3),
        "\xff\xfe\n",
        "state=done\nid=00000000000000000001\ndigest=0123456789abcdef0123\nindex=4\n",
        "state=succeeded\nid=0000000000000000001\ndigest=0123456789abcdef0123\nindex=4\n",
        "state=succeeded\nid=0000000000000000000G\ndigest=0123456789abcdef0123\nindex=4\n",
        "state=succeeded\nid=0000000000000000000A\ndigest=0123456789abcdef0123\nindex=4\n",
        "state=succeeded\nid=00000000000000000001\ndigest=\nindex=4\n",
        "state=succeeded\nid=00000000000000000001\ndigest=0123456789abcdef0123\nindex=-4\n",
        "state=succeeded\nid=00000000000000000001\ndigest=0123456789abcdef0123\nindex=4x\n",
        "state=succeeded\nid=00000000000000000001\ndigest=0123456789abcdef0123\nindex="
        "99999999999999999999\n",
    };
    for (const std::string_view text : rows) {
        CAPTURE(text);
        CHECK_FALSE(status::parse(text));
    }
}

/// What was read, written and read again is the same text, or nothing was read.
bool is_stable(std::string_view text) {
    const auto record = status::parse(text);
    if (!record) return true;
    std::string once;
    status::write_text(*record, once);
    const auto again = status::parse(once);
    if (!again) return false;
    std::string twice;
    status::write_text(*again, twice);
    return once == twice;
}

TEST_CASE("every prefix of a record, and every byte changed, is a record or is none") {
    std::string text;
    status::write_text(sample(3, State::failed), text);
    for (std::size_t size = 0; size < text.size(); ++size) {
        CAPTURE(size);
        CHECK(is_stable(std::string_view(text).substr(0, size)));
    }
    for (std::size_t place = 0; place < text.size(); ++place)
        for (const char byte : {'\0', '\n', '\t', '=', '9', '\xff'}) {
            std::string broken = text;
            broken[place] = byte;
            CAPTURE(broken);
            CHECK(is_stable(broken));
        }
}

TEST_CASE("every state is read by the name that it is written with") {
    for (int k = 0; k < 7; ++k) {
        const auto state = static_cast<State>(k);
        CHECK(status::state_named(status::name(state)) == state);
    }
    CHECK_FALSE(status::state_named("Running"));
}

TEST_CASE("a writer replaces records as a whole and leaves nothing else behind") {
    test::ScratchFolder scratch;
    const std::string folder = status::folder(scratch.path(), "t", "e");
    {
        status::Writer writer(folder);
        for (const State state : {State::running, State::failed, State::running, State::succeeded})
            for (std::uint64_t index = 0; index < 5; ++index) {
                Record record = sample(index, state);
                record.reason = state == State::failed ? std::string(300, 'x') : "";
                REQUIRE(writer.write(record));
                CHECK(status::read(folder, record.id)->state == state);
            }
    }
    CHECK(files::names_in(folder) == std::vector<std::string>{"01"});
    CHECK(files::names_in(folder + "/01").size() == 5);
    const auto text = files::read(folder + "/" + status::place(sample(0).id));
    CHECK(text.value().find("xxx") == std::string::npos);
}

TEST_CASE("a writer says in the system's words why it cannot write") {
    test::ScratchFolder scratch;
    REQUIRE(files::write(scratch / "t", "a file where a folder should be"));
    status::Writer writer(status::folder(scratch.path(), "t", "e"));
    const auto written = writer.write(sample(1));
    REQUIRE_FALSE(written);
    CHECK(written.failure().message.find("Not a directory") != std::string::npos);
}

TEST_CASE("a scan finds every record by id, counts what it cannot read and skips temporary files") {
    test::ScratchFolder scratch;
    const std::string folder = status::folder(scratch.path(), "t", "e");
    {
        status::Writer writer(folder);
        for (std::uint64_t index = 0; index < 300; ++index)
            REQUIRE(writer.write(sample(index)));
    }
    const std::string other = sample(7).id.hex();
    REQUIRE(files::write(folder + "/01/.half", "state=run"));
    REQUIRE(files::write(folder + "/01/garbage", "\x01\x02"));
    REQUIRE(files::write(folder + "/01/ffffffffffffffffffff",
                         files::read(folder + "/01/" + other).value()));
    REQUIRE(files::make_folders(folder + "/01/folder"));
    REQUIRE(files::write(folder + "/stray", "x"));
    const auto scan = status::scan(folder, always);
    CHECK(scan.entries.size() == 300);
    CHECK(scan.unreadable == 3);
    REQUIRE(scan.find(sample(299).id) != nullptr);
    CHECK(scan.find(sample(299).id)->index == 299);
    CHECK(scan.find({.high = 1, .low = 1}) == nullptr);
}

TEST_CASE("a folder that is not there has no records") {
    CHECK(status::scan("/nowhere/at/all", always).entries.empty());
}

TEST_CASE("of appended lines the one with the latest start counts, then the later line") {
    test::ScratchFolder scratch;
    const std::string folder = status::folder(scratch.path(), "t", "e");
    const auto line = [](std::string_view state, int start) {
        return fmt::format(
            "state={}\tid=00000000000000000001\tdigest=0123456789abcdef0123\tindex=4\tstart={}\n",
            state, start);
    };
    REQUIRE(files::make_folders(folder + "/append"));
    REQUIRE(
        files::write(folder + "/append/b", line("running", 5) + line("failed", 5) + "half a li"));
    REQUIRE(files::write(folder + "/append/a", line("running", 9) + line("succeeded", 9)));
    const auto scan = status::scan(folder, always);
    REQUIRE(scan.entries.size() == 1);
    CHECK(scan.entries[0].state == State::succeeded);
    CHECK(scan.unreadable == 1);
}

TEST_CASE("of appended lines with one start the one in the file that was written last counts") {
    test::ScratchFolder scratch;
    const std::string folder = status::folder(scratch.path(), "t", "e");
    const auto write = [&](std::string_view job, std::string_view state, time_t second) {
        const std::string path = fmt::format("{}/append/{}", folder, job);
        REQUIRE(files::write(path, fmt::format("state={}\tid=00000000000000000001\t"
                                               "digest=0123456789abcdef0123\tindex=4\tstart=5\n",
                                               state)));
        const timespec times[] = {{second, 0}, {second, 0}};
        REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
    };
    REQUIRE(files::make_folders(folder + "/append"));
    // As text, 1000 stands before 999.
    write("999", "failed", 100);
    write("1000", "succeeded", 101);
    const auto scan = status::scan(folder, always);
    REQUIRE(scan.entries.size() == 1);
    CHECK(scan.entries[0].state == State::succeeded);
}

TEST_CASE(
    "a running record is believed while its process is there and not younger than the record") {
    Record record = sample(1, State::running);
    record.start = status::now();
    CHECK(status::alive_here(record));
    SECTION("another process got the number later") {
        record.start = 1000.0;
    }
    SECTION("the process is gone") {
        record.pid = 0x3ffffff;
    }
    SECTION("no process is named") {
        record.pid = 0;
    }
    CHECK_FALSE(status::alive_here(record));
}

TEST_CASE("running records of other machines and of jobs are not judged here") {
    Record record = sample(1, State::running);
    record.pid = 0x3ffffff;
    SECTION("another machine") {
        record.host += "-other";
    }
    SECTION("a job") {
        record.job = "slurm:12_3";
    }
    CHECK(status::alive_here(record));
}
