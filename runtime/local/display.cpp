// SPDX-License-Identifier: MIT
#include "runtime/local/display.hpp"

#include "runtime/files/files.hpp"
#include "runtime/local/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace expc::local {
namespace {

std::string first_line(const Batch& batch, std::uint64_t runs, std::int64_t parallel) {
    const bool less_than_asked = batch.max_parallel && parallel < *batch.max_parallel;
    const std::string why =
        less_than_asked ? fmt::format(" (max_parallel is {}, but cores or GPUs allow no more)",
                                      *batch.max_parallel)
                        : "";
    return fmt::format("{}: {} {}, {} at once{}", batch.target, runs, runs == 1 ? "run" : "runs",
                       parallel, why);
}

/// What is said at once; cancelled and skipped runs are only counted: the user knows of the ones,
/// and the others follow from what was said.
bool is_news(const RunOutcome& outcome) {
    using enum status::State;
    return outcome.state != succeeded && outcome.state != cancelled && outcome.state != skipped;
}

/// A display that cannot be written to (a closed pipe, a full disk) is no reason to end a batch.
void say(int descriptor, std::string_view text) {
    static_cast<void>(files::write_all(descriptor, text));
}

class LineDisplay final : public Observer {
  public:
    explicit LineDisplay(DisplayOptions options) : options_(std::move(options)) {}

    void began(const Batch& batch, std::uint64_t runs, std::int64_t parallel) override {
        last_ = Clock::now();
        say_line(first_line(batch, runs, parallel));
    }
    void noted(const std::string& sentence) override { say_line("note: " + sentence); }
    void ended(const RunOutcome& outcome) override {
        if (!is_news(outcome)) return;
        say_line("failed: " + failure_line(outcome, options_.current_folder));
    }
    void passed(const std::function<Progress()>& progress) override {
        if (Clock::now() - last_ < options_.line_interval) return;
        last_ = Clock::now();
        say_line(progress_line(progress()));
    }

  private:
    void say_line(const std::string& text) const { say(options_.descriptor, text + "\n"); }

    DisplayOptions options_;
    Clock::time_point last_;
};

class LiveDisplay final : public Observer {
  public:
    explicit LiveDisplay(DisplayOptions options) : options_(std::move(options)) {}
    LiveDisplay(const LiveDisplay&) = delete;
    LiveDisplay& operator=(const LiveDisplay&) = delete;
    ~LiveDisplay() override { say(options_.descriptor, erased()); }

    void began(const Batch& batch, std::uint64_t runs, std::int64_t parallel) override {
        say_above(first_line(batch, runs, parallel));
    }
    void noted(const std::string& sentence) override { say_above("note: " + sentence); }
    void ended(const RunOutcome& outcome) override {
        if (!is_news(outcome)) return;
        say_above("failed: " + failure_line(outcome, options_.current_folder));
    }
    void passed(const std::function<Progress()>& progress) override {
        if (drawn_once_ && Clock::now() - last_ < options_.live_interval) return;
        drawn_once_ = true;
        last_ = Clock::now();
        lines_ = live_lines(progress(), columns());
        draw(erased());
    }

  private:
    void say_above(const std::string& text) { draw(erased() + text + "\n"); }

    void draw(std::string text) {
        text += fmt::format("{}", fmt::join(lines_, "\n"));
        lines_on_screen_ = lines_.size();
        say(options_.descriptor, text);
    }

    /// The control sequence that takes the live lines off the screen: to their first column, and
    /// clear from there.
    [[nodiscard]] std::string erased() const {
        if (lines_on_screen_ == 0) return {};
        const std::string up =
            lines_on_screen_ > 1 ? fmt::format("\x1b[{}A", lines_on_screen_ - 1) : "";
        return "\r" + up + "\x1b[J";
    }

    [[nodiscard]] std::size_t columns() const {
        winsize size{};
        const bool known = ::ioctl(options_.descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
        return known ? size.ws_col - 1U : 79U;
    }

    DisplayOptions options_;
    std::vector<std::string> lines_;
    std::size_t lines_on_screen_ = 0;
    bool drawn_once_ = false;
    Clock::time_point last_;
};

bool can_move_its_cursor(int descriptor) {
    if (::isatty(descriptor) != 1) return false;
    const char* kind = std::getenv("TERM");
    return kind != nullptr && std::string_view(kind) != "dumb";
}

} // namespace

std::unique_ptr<Observer> live_display(DisplayOptions options) {
    return std::make_unique<LiveDisplay>(std::move(options));
}

std::unique_ptr<Observer> line_display(DisplayOptions options) {
    return std::make_unique<LineDisplay>(std::move(options));
}

std::unique_ptr<Observer> display_for(DisplayOptions options) {
    return can_move_its_cursor(options.descriptor) ? live_display(std::move(options))
                                                   : line_display(std::move(options));
}

} // namespace expc::local
