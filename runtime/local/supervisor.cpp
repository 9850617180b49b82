// SPDX-License-Identifier: MIT
#include "runtime/local/supervisor.hpp"

#include "runtime/local/records.hpp"
#include "runtime/local/room.hpp"
#include "runtime/local/slot.hpp"
#include "runtime/local/starter.hpp"
#include "runtime/local/words.hpp"
#include "runtime/process/signals.hpp"
#include "runtime/process/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>

namespace expc::local {
namespace {

using process::Ended;

/// The display moves and strangers are reaped at least this often.
constexpr auto heartbeat = std::chrono::milliseconds(250);
constexpr std::size_t names_shown = 8;

/// One position after the other.
class Ascending final : public Order {
  public:
    explicit Ascending(std::uint64_t size) : size_(size) {}
    std::optional<Turn> next() override {
        if (next_ == size_) return std::nullopt;
        return Turn{next_++, {}};
    }
    void ended(std::uint64_t, status::State) override {}

  private:
    std::uint64_t size_;
    std::uint64_t next_ = 0;
};

/// The batch while it runs.
class Supervisor {
  public:
    Supervisor(const Batch& batch, const RunSource& source, Observer& observer)
        : batch_(batch), source_(source), observer_(observer), ascending_(source.size),
          order_(source.order != nullptr ? *source.order : ascending_), room_(batch),
          starter_(batch), records_(batch), begin_(Clock::now()) {
        summary_.counts.total = source.size;
    }

    Summary run();

  private:
    void start_what_fits();
    bool fetch_next();
    void introduce_next();
    Slot& free_slot();
    Slot& take_slot();
    void start(Slot& slot, GpuLease lease);
    void skip(Slot& slot);

    void wait();
    void receive(int signal);
    void stop(int signal);

    void look_at_all();
    void look_at(Slot& slot);
    bool is_being_ended(Slot& slot);
    void step_ended(Slot& slot, const Ended& ended);
    void believe_task_script(Slot& slot);
    bool start_again(Slot& slot);
    void finish(Slot& slot);
    void count_outcome(Slot& slot);
    bool record(const Slot& slot);
    void break_off(Failure failure);

    [[nodiscard]] bool has_more() const {
        return may_start() && (has_waiting_ || fetched_ < source_.size);
    }
    [[nodiscard]] bool may_start() const {
        return summary_.interrupted_by == 0 && !summary_.broken;
    }
    [[nodiscard]] bool has_another_attempt(const Slot& slot) const;
    [[nodiscard]] Progress progress() const;
    [[nodiscard]] std::vector<pid_t> leaders() const;
    const std::vector<process::Process>& process_table();

    const Batch& batch_;
    const RunSource& source_;
    Observer& observer_;
    Ascending ascending_; ///< where the source has no order of its own
    Order& order_;
    Room room_;
    Starter starter_;
    Records records_;
    process::Signals signals_{process::BrokenPipe::is_an_error}; ///< a reader's end ends no runs
    Clock::time_point begin_;
    Summary summary_;

    std::vector<std::unique_ptr<Slot>> slots_;
    std::uint64_t fetched_ = 0; ///< runs that have had their turn
    Launch waiting_;            ///< fetched, and not started for lack of room
    Order::Turn turn_;          ///< of `waiting_`
    bool has_waiting_ = false;
    std::set<std::string> said_;
    Clock::time_point next_reaping_;
    std::optional<std::vector<process::Process>> table_; ///< at most one look at /proc a round
};

} // namespace

Summary supervise(const Batch& batch, const RunSource& source, Observer& observer) {
    return Supervisor(batch, source, observer).run();
}

namespace {

Summary Supervisor::run() {
    process::adopt_orphans();
    next_reaping_ = begin_ + heartbeat;
    while (start_what_fits(), summary_.counts.running > 0 || has_more()) {
        wait();
        look_at_all();
        observer_.passed([this] { return progress(); });
    }
    if (summary_.interrupted_by != 0) process::kill_children();
    summary_.elapsed = Clock::now() - begin_;
    return std::move(summary_);
}

// ------------------------------------------------------------------------------------------------------
// starting

/// A run that ends before it starts ends the round, so that a thousand of them in a row do not keep
/// Ctrl-C waiting.
void Supervisor::start_what_fits() {
    const std::uint64_t ended_before = summary_.counts.ended();
    while (summary_.counts.ended() == ended_before && may_start() && fetch_next()) {
        if (!turn_.obstacle.empty()) return skip(take_slot());
        auto lease = room_.enter(waiting_);
        if (!lease) return;
        start(take_slot(), *std::move(lease));
    }
}

bool Supervisor::fetch_next() {
    if (has_waiting_) return true;
    if (fetched_ == source_.size) return false;
    std::optional<Order::Turn> turn = order_.next();
    if (!turn && summary_.counts.running == 0)
        break_off({"the runs that are left wait for each other"});
    if (!turn) return false;
    turn_ = *std::move(turn);
    waiting_.clear();
    if (auto filled = source_.fill(turn_.position, waiting_); !filled) {
        break_off(filled.failure());
        return false;
    }
    has_waiting_ = true;
    introduce_next();
    ++fetched_;
    return true;
}

void Supervisor::introduce_next() {
    if (fetched_ == 0) observer_.began(batch_, source_.size, room_.parallel(waiting_));
    const std::string excess = room_.excess(waiting_);
    if (!excess.empty() && said_.insert(excess).second) observer_.noted(excess);
}

Slot& Supervisor::free_slot() {
    const auto idle = std::ranges::find(slots_, false, [](const auto& slot) { return slot->busy; });
    if (idle != slots_.end()) return **idle;
    return *slots_.emplace_back(std::make_unique<Slot>());
}

/// A free slot with the run that was waiting.
Slot& Supervisor::take_slot() {
    Slot& slot = free_slot();
    std::swap(slot.launch, waiting_);
    slot.position = turn_.position;
    slot.busy = true;
    has_waiting_ = false;
    ++summary_.counts.running;
    return slot;
}

void Supervisor::start(Slot& slot, GpuLease lease) {
    slot.gpus = std::move(lease);
    if (!starter_.start(slot, room_.gpus())) return finish(slot);
    if (!slot.launch.records_itself) record(slot);
}

/// A run that waited in vain takes no room, no folder and no logs: only its record says so.
void Supervisor::skip(Slot& slot) {
    starter_.skip(slot, std::move(turn_.obstacle));
    slot.record.end = slot.record.start;
    if (!record(slot)) ++summary_.unrecorded;
    count_outcome(slot);
}

// -------------------------------------------------------------------------------------------------------
// waiting

void Supervisor::wait() {
    const auto now = Clock::now();
    auto until = summary_.counts.running > 0 ? now + heartbeat : now;
    for (const auto& slot : slots_)
        if (slot->busy) until = std::min(until, slot->next_action());
    receive(signals_.wait(std::chrono::ceil<std::chrono::milliseconds>(until - now)));
    if (Clock::now() < next_reaping_) return;
    process::reap_strangers(leaders());
    next_reaping_ = Clock::now() + heartbeat;
}

void Supervisor::receive(int signal) {
    if (signal != 0 && signal != SIGCHLD) stop(signal);
}

void Supervisor::stop(int signal) {
    const bool again = summary_.interrupted_by != 0;
    summary_.interrupted_by = signal;
    for (const auto& slot : slots_) {
        if (!slot->busy) continue;
        if (again)
            slot->kill();
        else
            slot->ask_to_end(EndReason::cancel, std::chrono::milliseconds(batch_.grace_ms));
    }
    if (!again) observer_.noted("asking the running runs to end; Ctrl-C again ends them at once");
}

// --------------------------------------------------------------------------------------------------------
// ending

void Supervisor::look_at_all() {
    table_.reset();
    for (const auto& slot : slots_)
        if (slot->busy) look_at(*slot);
}

void Supervisor::look_at(Slot& slot) {
    const auto ended = process::look(slot.process);
    if (!ended) {
        const auto now = Clock::now();
        if (slot.ending == EndReason::none && now >= slot.deadline())
            slot.ask_to_end(EndReason::timeout, std::chrono::milliseconds(batch_.grace_ms));
        else if (slot.ending != EndReason::none && !slot.killed && now >= slot.kill_at)
            slot.kill();
        return;
    }
    if (is_being_ended(slot)) return;
    slot.kill();
    process::reap(slot.process);
    step_ended(slot, *ended);
}

/// Whether the rest of the group still has time to end by itself after its leader has.
bool Supervisor::is_being_ended(Slot& slot) {
    if (slot.ending == EndReason::none || slot.killed || Clock::now() >= slot.kill_at) return false;
    return process::has_followers(process_table(), slot.process);
}

void Supervisor::step_ended(Slot& slot, const Ended& ended) {
    const bool goes_on = ended.exit == 0 && slot.ending == EndReason::none &&
                         slot.step + 1 < slot.launch.steps.size();
    if (!goes_on) {
        judge(slot, ended);
        believe_task_script(slot);
        return finish(slot);
    }
    ++slot.step;
    slot.killed = false;
    if (!starter_.start_step(slot)) return finish(slot);
    record(slot);
}

/// task.sh knows better what became of its run, unless expc itself ended it or task.sh was killed
/// before it could say.
void Supervisor::believe_task_script(Slot& slot) {
    if (!slot.launch.records_itself || slot.ending != EndReason::none) return;
    if (const auto own = records_.own_outcome(slot)) slot.record = *own;
}

bool Supervisor::has_another_attempt(const Slot& slot) const {
    const Launch& launch = slot.launch;
    return may_start() && launch.attempt < launch.attempts &&
           std::ranges::find(launch.tried_again_after, slot.record.state) !=
               launch.tried_again_after.end();
}

/// In the same slot, with the same GPUs; false where no attempt is left or none of them starts.
bool Supervisor::start_again(Slot& slot) {
    while (has_another_attempt(slot)) {
        Launch& launch = slot.launch;
        observer_.noted(fmt::format("run {} of {}, attempt {} of {}: {}; tried again", launch.index,
                                    launch.experiment, launch.attempt, launch.attempts,
                                    reason_text(outcome_of(slot))));
        launch.assign("EXPC_ATTEMPT", std::to_string(++launch.attempt));
        if (!starter_.start(slot, room_.gpus())) continue;
        if (!launch.records_itself) record(slot);
        return true;
    }
    return false;
}

void Supervisor::finish(Slot& slot) {
    if (start_again(slot)) return;
    const bool recorded_already = slot.launch.records_itself && slot.record.end.has_value();
    if (!recorded_already) {
        slot.record.end = status::now();
        if (!record(slot)) ++summary_.unrecorded;
    }
    slot.output.reset();
    slot.errors.reset();
    room_.leave(slot.launch, slot.gpus);
    count_outcome(slot);
}

void Supervisor::count_outcome(Slot& slot) {
    slot.busy = false;
    --summary_.counts.running;
    ++summary_.counts.by_state[static_cast<std::size_t>(slot.record.state)];
    const auto state = slot.record.state;
    order_.ended(slot.position, state);
    const bool failed = state != status::State::succeeded && state != status::State::cancelled &&
                        state != status::State::skipped;
    RunOutcome outcome = outcome_of(slot);
    observer_.ended(outcome);
    if (state == status::State::skipped && summary_.skipped.size() < Summary::kept_skipped)
        return summary_.skipped.push_back(std::move(outcome));
    if (failed && summary_.failures.size() < Summary::kept_failures)
        summary_.failures.push_back(std::move(outcome));
}

/// False when the record is not on disk; then no further run is started.
bool Supervisor::record(const Slot& slot) {
    const auto written = records_.write(slot);
    if (!written) break_off(written.failure());
    return static_cast<bool>(written);
}

void Supervisor::break_off(Failure failure) {
    if (!summary_.broken) summary_.broken = std::move(failure);
}

// --------------------------------------------------------------------------------------------------------
// looking

Progress Supervisor::progress() const {
    Progress now{.counts = summary_.counts,
                 .elapsed = Clock::now() - begin_,
                 .running = {},
                 .stopping = !may_start()};
    std::vector<const Slot*> busy;
    for (const auto& slot : slots_)
        if (slot->busy) busy.push_back(slot.get());
    std::ranges::sort(busy, {}, &Slot::started);
    if (busy.size() > names_shown) busy.resize(names_shown);
    for (const Slot* slot : busy)
        now.running.push_back(slot->launch.label);
    return now;
}

std::vector<pid_t> Supervisor::leaders() const {
    std::vector<pid_t> ids;
    for (const auto& slot : slots_)
        if (slot->busy) ids.push_back(slot->process);
    return ids;
}

const std::vector<process::Process>& Supervisor::process_table() {
    if (!table_) table_ = process::processes();
    return *table_;
}

} // namespace
} // namespace expc::local
