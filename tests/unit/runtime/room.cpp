// SPDX-License-Identifier: MIT
#include "support.hpp"

#include "runtime/local/room.hpp"

#include <catch2/catch.hpp>

using namespace expc;
using expc::test::ShellBatch;

namespace {

std::vector<std::string> names(std::size_t count) {
    std::vector<std::string> all;
    for (std::size_t k = 0; k < count; ++k)
        all.push_back(std::to_string(k));
    return all;
}

} // namespace

TEST_CASE(
    "parallel runs are the least of max_parallel, cores / cpus and GPU slots, and at least one") {
    struct Row {
        std::int64_t cores;
        std::optional<std::int64_t> max_parallel;
        std::optional<std::size_t> gpus;
        std::int64_t cpus;
        std::int64_t wanted;
        double share;
        std::int64_t parallel;
    };
    const Row rows[] = {
        {8, std::nullopt, std::nullopt, 1, 0, 1.0, 8},
        {8, 3, std::nullopt, 1, 0, 1.0, 3},
        {8, 3, std::nullopt, 4, 0, 1.0, 2},
        {2, 2, std::nullopt, 4, 0, 1.0, 1},
        {8, std::nullopt, 2, 1, 1, 1.0, 2},
        {8, std::nullopt, 2, 1, 1, 0.5, 4},
        {8, std::nullopt, 1, 1, 1, 1.0 / 3, 3},
        {8, std::nullopt, 4, 1, 2, 1.0, 2},
        {8, std::nullopt, 0, 1, 1, 1.0, 1},
        {8, std::nullopt, 0, 1, 0, 1.0, 8},
        {8, std::nullopt, std::nullopt, 1, 1, 1.0, 8},
        {8, std::nullopt, 1, 1, 1, 0.1, 8},
    };
    for (const Row& row : rows) {
        CAPTURE(row.cores, row.cpus, row.wanted, row.share);
        local::Batch batch;
        batch.cores = row.cores;
        batch.max_parallel = row.max_parallel;
        if (row.gpus) batch.gpus = names(*row.gpus);
        local::Launch launch;
        launch.cpus = row.cpus;
        launch.gpus = row.wanted;
        launch.gpu_share = row.share;
        local::Room room(batch);
        CHECK(room.parallel(launch) == row.parallel);
        std::int64_t entered = 0;
        while (room.enter(launch))
            ++entered;
        CHECK(entered == row.parallel);
    }
}

TEST_CASE("a run that asks for more than the machine has waits until it is alone") {
    local::Batch batch;
    batch.cores = 2;
    batch.gpus = names(1);
    local::Room room(batch);
    local::Launch small;
    local::Launch wide;
    wide.cpus = 3;
    local::Launch greedy;
    greedy.gpus = 2;
    for (const local::Launch* big : {&wide, &greedy}) {
        const auto first = room.enter(small);
        REQUIRE(first);
        CHECK_FALSE(room.enter(*big));
        room.leave(small, *first);
        const auto alone = room.enter(*big);
        REQUIRE(alone);
        CHECK_FALSE(room.enter(small));
        room.leave(*big, *alone);
        CHECK_FALSE(room.excess(*big).empty());
    }
    CHECK(room.excess(small).empty());
}

TEST_CASE("GPUs are never shared beyond one, and shares spread") {
    local::GpuPool pool(names(2));
    local::Launch half;
    half.gpus = 1;
    half.gpu_share = 0.5;
    local::Launch whole;
    whole.gpus = 1;
    const auto a = pool.take(half);
    const auto b = pool.take(half);
    REQUIRE((a && b));
    CHECK(pool.visible_devices(*a) == "0");
    CHECK(pool.visible_devices(*b) == "1");
    CHECK_FALSE(pool.take(whole));
    pool.give_back(*a);
    CHECK(pool.visible_devices(*pool.take(whole)) == "0");
}

TEST_CASE(
    "runs see their own GPU, two run at once on two GPUs, and none shares one at the same time") {
    ShellBatch shell;
    shell.batch.cores = 4;
    shell.batch.gpus = {"3", "GPU-uuid"};
    const std::string meet =
        "touch met-$EXPC_K; while ! test -e met-$((1 - EXPC_K)); do sleep 0.01; done; ";
    const std::string use =
        "mkdir \"gpu-$CUDA_VISIBLE_DEVICES\" || exit 1; echo $CUDA_VISIBLE_DEVICES; sleep 0.02; "
        "rmdir \"gpu-$CUDA_VISIBLE_DEVICES\"";
    shell.scripts.assign(8, use);
    shell.scripts[0] = shell.scripts[1] = meet + use;
    shell.adjust = [](local::Launch& launch) {
        launch.gpus = 1;
        launch.timeout_ms = 60'000;
        launch.environment.push_back("EXPC_K=" + std::to_string(launch.index));
    };
    const auto summary = shell.run();
    CHECK(summary.counts.succeeded() == 8);
    CHECK(shell.recorder.parallel == 2);
    for (std::uint64_t k = 0; k < 8; ++k)
        CHECK((shell.log(k) == "3\n" || shell.log(k) == "GPU-uuid\n"));
}

TEST_CASE("the user's own CUDA_VISIBLE_DEVICES is the list of GPUs, then what the driver lists") {
    expc::test::ScratchFolder scratch;
    REQUIRE(files::write(scratch / "nvidia-smi",
                         "#!/bin/sh\necho 'GPU 0: A (UUID: x)'\necho 'GPU 1: B (UUID: y)'\n",
                         0755));
    using Names = std::vector<std::string>;
    CHECK(local::gpus_of_this_machine({"CUDA_VISIBLE_DEVICES=2,5"}) == Names{"2", "5"});
    CHECK(local::gpus_of_this_machine({"CUDA_VISIBLE_DEVICES="}).empty());
    CHECK(local::gpus_of_this_machine({"PATH=" + scratch.path()}) == Names{"0", "1"});
    CHECK(local::gpus_of_this_machine({"PATH=/nowhere"}).empty());
}
