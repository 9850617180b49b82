// SPDX-License-Identifier: MIT
// What the tests of the runtime share: a folder that disappears, waiting for a condition with a
// deadline, and an observer that remembers.
#pragma once

#include "runtime/files/files.hpp"
#include "runtime/local/supervisor.hpp"
#include "runtime/process/capture.hpp"

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

namespace expc::test {

/// A folder of its own for one test case, removed at its end.
class ScratchFolder {
  public:
    ScratchFolder() {
        std::string pattern = "/tmp/expc-runtime-XXXXXX";
        path_ = mkdtemp(pattern.data());
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder() { static_cast<void>(files::remove_tree(path_)); }

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string operator/(const std::string& name) const {
        return path_ + "/" + name;
    }

  private:
    std::string path_;
};

/// Whether the condition becomes true before the deadline.
inline bool becomes_true(const std::function<bool()>& condition, int seconds = 20) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    while (std::chrono::steady_clock::now() < deadline) {
        if (condition()) return true;
        const timespec moment{.tv_sec = 0, .tv_nsec = 2'000'000};
        nanosleep(&moment, nullptr);
    }
    return condition();
}

/// Keeps everything it is told; `when_passed` may act in the middle of a batch.
class Recorder : public local::Observer {
  public:
    std::int64_t parallel = 0;
    std::vector<std::string> notes;
    std::vector<local::RunOutcome> outcomes;
    std::function<void(const local::Progress&)> when_passed;

    void began(const local::Batch&, std::uint64_t, std::int64_t at_once) override {
        parallel = at_once;
    }
    void noted(const std::string& sentence) override { notes.push_back(sentence); }
    void ended(const local::RunOutcome& outcome) override { outcomes.push_back(outcome); }
    void passed(const std::function<local::Progress()>& ask) override {
        const local::Progress progress = ask();
        if (when_passed) when_passed(progress);
    }
};

/// A batch whose runs are shell scripts, one a run, below a scratch folder.
struct ShellBatch {
    ScratchFolder scratch;
    local::Batch batch;
    std::vector<std::string> scripts;
    std::function<void(local::Launch&)> adjust;
    Recorder recorder;

    ShellBatch() {
        batch.target = "t@here";
        batch.run_root = scratch / "runs";
        batch.environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "SHARED=shared"};
        batch.cores = 2;
    }

    static status::Key key(std::uint64_t index) {
        return {.high = 0xab00000000000000U + index, .low = static_cast<std::uint16_t>(index)};
    }
    [[nodiscard]] std::string run_folder(std::uint64_t index) const {
        return batch.run_root + "/t@here/e/" + key(index).hex();
    }
    [[nodiscard]] std::string log(std::uint64_t index, const std::string& name = "out.log") const {
        auto text = files::read(run_folder(index) + "/" + name);
        return text ? text.value() : "(no log)";
    }

    local::Summary run() {
        const local::RunSource source{
            .size = scripts.size(),
            .fill = [this](std::uint64_t position, local::Launch& launch) -> Result<Done> {
                launch.experiment = "e";
                launch.index = position;
                launch.id = key(position);
                launch.digest = {.high = 7, .low = 7};
                launch.steps = {{"sh", "-c", scripts[position]}};
                launch.working_folder = scratch.path();
                launch.run_folder = run_folder(position);
                launch.environment = {"EXPC_RUN_DIR=" + launch.run_folder};
                if (adjust) adjust(launch);
                return Done{};
            }};
        return local::supervise(batch, source, recorder);
    }
};

} // namespace expc::test
