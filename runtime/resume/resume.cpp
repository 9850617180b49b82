// SPDX-License-Identifier: MIT
#include "runtime/resume/resume.hpp"

#include <fmt/format.h>

#include <numeric>

namespace expc::resume {
namespace {

using status::State;

constexpr std::array<std::string_view, standings> standing_names{
    "new", "failed", "skipped", "missing", "changed", "done", "running"};

using enum Decision;
/// Rows: Standing. Columns: Policy.
constexpr Decision decisions[standings][4] = {
    // ask    changed  keep    all
    {start, start, start, start}, // fresh
    {start, start, start, start}, // failed
    {start, start, start, start}, // skipped
    {start, start, start, start}, // missing
    {ask, start, skip, start},    // changed
    {skip, skip, skip, start},    // done
    {skip, skip, skip, skip},     // running
};

} // namespace

std::string_view name(Standing standing) {
    return standing_names[static_cast<std::size_t>(standing)];
}

Standing standing(const status::Entry* entry, const status::Key& digest) {
    if (entry == nullptr) return Standing::fresh;
    if (entry->state == State::running) return entry->alive ? Standing::running : Standing::missing;
    if (entry->state == State::skipped) return Standing::skipped;
    if (entry->state != State::succeeded) return Standing::failed;
    return entry->digest == digest ? Standing::done : Standing::changed;
}

Decision decide(Standing standing, Policy policy) {
    return decisions[static_cast<std::size_t>(standing)][static_cast<std::size_t>(policy)];
}

std::uint64_t Survey::total() const {
    return std::accumulate(by_standing.begin(), by_standing.end(), std::uint64_t{0});
}

Survey survey(const Wishes& next, const status::Scan& records, Policy policy, const Intact& intact,
              const Chosen& chosen) {
    Survey result;
    Wanted wanted;
    while (next(wanted)) {
        Standing now = standing(records.find(wanted.id), wanted.digest);
        if (now == Standing::done && !intact(wanted)) {
            now = Standing::failed;
            ++result.lost;
        }
        const Decision decision = decide(now, policy);
        ++result.by_standing[static_cast<std::size_t>(now)];
        if (now == Standing::changed && result.changed_examples.size() < Survey::kept_examples)
            result.changed_examples.push_back(wanted);
        if (decision == Decision::ask) ++result.to_ask;
        if (decision != Decision::start) continue;
        ++result.to_start;
        chosen(wanted, now);
    }
    return result;
}

std::string survey_text(const Survey& survey) {
    std::string text;
    for (std::size_t k = 0; k < standings; ++k) {
        if (survey.by_standing[k] == 0) continue;
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", survey.by_standing[k],
                            standing_names[k]);
        if (static_cast<Standing>(k) == Standing::failed && survey.lost > 0)
            text += fmt::format(" (outputs of {} are gone)", survey.lost);
    }
    return text.empty() ? "no runs" : text;
}

} // namespace expc::resume
