// SPDX-License-Identifier: MIT
#include "runtime/resume/resume.hpp"

#include <catch2/catch.hpp>

using namespace expc;
using namespace expc::resume;
using expc::status::Entry;
using expc::status::Key;
using expc::status::State;

namespace {

constexpr Key digest{.high = 1, .low = 1};
constexpr Key other_digest{.high = 1, .low = 2};

Entry entry(State state, Key with = digest, bool alive = false) {
    return {
        .id = {.high = 9, .low = 9}, .digest = with, .index = 0, .state = state, .alive = alive};
}

/// A stream of `count` runs with ids 1, 2, ...
Wishes stream(std::uint64_t count) {
    return [count, k = std::uint64_t{0}](Wanted& wanted) mutable {
        if (k == count) return false;
        wanted = {.index = k, .id = {.high = k + 1, .low = 0}, .digest = digest};
        ++k;
        return true;
    };
}

} // namespace

TEST_CASE("a run stands where its record says, and only a success depends on the digest") {
    CHECK(standing(nullptr, digest) == Standing::fresh);
    struct Row {
        Entry entry;
        Standing standing;
    };
    const Row rows[] = {
        {entry(State::succeeded), Standing::done},
        {entry(State::succeeded, other_digest), Standing::changed},
        {entry(State::failed), Standing::failed},
        {entry(State::failed, other_digest), Standing::failed},
        {entry(State::timed_out), Standing::failed},
        {entry(State::output_missing), Standing::failed},
        {entry(State::setup_failed), Standing::failed},
        {entry(State::cancelled), Standing::failed},
        {entry(State::running, digest, true), Standing::running},
        {entry(State::running, other_digest, true), Standing::running},
        {entry(State::running, digest, false), Standing::missing},
    };
    for (const Row& row : rows) {
        CAPTURE(status::name(row.entry.state), row.entry.alive);
        CHECK(standing(&row.entry, digest) == row.standing);
    }
}

TEST_CASE("new, failed and missing runs start under every policy, running ones under none") {
    for (const Policy policy : {Policy::ask, Policy::changed, Policy::keep, Policy::all}) {
        CHECK(decide(Standing::fresh, policy) == Decision::start);
        CHECK(decide(Standing::failed, policy) == Decision::start);
        CHECK(decide(Standing::missing, policy) == Decision::start);
        CHECK(decide(Standing::running, policy) == Decision::skip);
    }
}

TEST_CASE(
    "changed runs stop the call until the user says what to do; done runs start only with --all") {
    CHECK(decide(Standing::changed, Policy::ask) == Decision::ask);
    CHECK(decide(Standing::changed, Policy::changed) == Decision::start);
    CHECK(decide(Standing::changed, Policy::keep) == Decision::skip);
    CHECK(decide(Standing::changed, Policy::all) == Decision::start);
    CHECK(decide(Standing::done, Policy::ask) == Decision::skip);
    CHECK(decide(Standing::done, Policy::changed) == Decision::skip);
    CHECK(decide(Standing::done, Policy::keep) == Decision::skip);
    CHECK(decide(Standing::done, Policy::all) == Decision::start);
}

TEST_CASE(
    "a survey counts each standing, keeps some changed runs and names what is to start in order") {
    status::Scan records;
    for (std::uint64_t high = 3; high <= 10; ++high) {
        Entry one =
            entry(high == 3 ? State::failed : State::succeeded, high > 5 ? other_digest : digest);
        one.id = {.high = high, .low = 0};
        records.entries.push_back(one);
    }
    std::vector<std::uint64_t> started;
    const auto chosen = [&](const Wanted& wanted, Standing) { started.push_back(wanted.index); };
    const auto intact = [](const Wanted&) { return true; };
    const Survey asked = survey(stream(12), records, Policy::ask, intact, chosen);
    CHECK(asked.total() == 12);
    CHECK(asked.of(Standing::fresh) == 4);
    CHECK(asked.of(Standing::failed) == 1);
    CHECK(asked.of(Standing::done) == 2);
    CHECK(asked.of(Standing::changed) == 5);
    CHECK(asked.to_ask == 5);
    CHECK(asked.to_start == 5);
    CHECK(asked.changed_examples.size() == Survey::kept_examples);
    CHECK(asked.changed_examples[0].index == 5);
    CHECK(started == std::vector<std::uint64_t>{0, 1, 2, 10, 11});
    CHECK(survey_text(asked) == "4 new, 1 failed, 5 changed, 2 done");

    const Survey again = survey(stream(12), records, Policy::changed, intact, chosen);
    CHECK(again.to_ask == 0);
    CHECK(again.to_start == 10);
    CHECK(survey_text(Survey{}) == "no runs");
}

TEST_CASE("a run that is done and has lost an output starts again, a changed one still asks") {
    status::Scan records;
    for (std::uint64_t high = 0; high < 3; ++high) {
        records.entries.push_back(entry(State::succeeded, high == 2 ? other_digest : digest));
        records.entries.back().id = {.high = high + 1, .low = 0};
    }
    std::vector<std::uint64_t> started;
    const auto chosen = [&](const Wanted& wanted, Standing) { started.push_back(wanted.index); };
    const auto intact = [](const Wanted& wanted) { return wanted.index == 0; };
    const Survey seen = survey(stream(3), records, Policy::ask, intact, chosen);
    CHECK(started == std::vector<std::uint64_t>{1});
    CHECK(seen.to_ask == 1);
    CHECK(survey_text(seen) == "1 failed (outputs of 1 are gone), 1 changed, 1 done");
}
