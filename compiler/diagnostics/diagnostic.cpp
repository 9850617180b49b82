// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/diagnostic.hpp"

#include "compiler/diagnostics/elision.hpp"

#include <algorithm>
#include <tuple>

namespace expc::diag {

const std::vector<CatalogueEntry>& catalogue() {
    static const std::vector<CatalogueEntry> entries = {
#define EXPC_DIAGNOSTIC(code, severity, title) {Code::code, #code, Severity::severity, title},
#include "compiler/diagnostics/catalogue.def"
#undef EXPC_DIAGNOSTIC
    };
    return entries;
}

const CatalogueEntry& entry(Code code) {
    return catalogue()[static_cast<std::size_t>(code)];
}

Builder& Builder::here(std::string text) {
    diagnostic_.primary.text = elided(std::move(text));
    return *this;
}

namespace {

/// What is checked twice adds what it knows to an earlier message twice.
void add_once(std::vector<Help>& helps, Help help) {
    help.text = elided(std::move(help.text));
    if (std::ranges::find(helps, help.text, &Help::text) == helps.end())
        helps.push_back(std::move(help));
}

} // namespace

Builder& Builder::label(SourceRange range, std::string text) {
    const bool is_there = std::ranges::any_of(diagnostic_.secondary, [&](const Label& label) {
        return label.range == range && label.text == text;
    });
    if (range.file && !is_there) diagnostic_.secondary.push_back({range, elided(std::move(text))});
    return *this;
}

Builder& Builder::note(std::string text) {
    if (std::ranges::find(diagnostic_.notes, text) == diagnostic_.notes.end())
        diagnostic_.notes.push_back(elided(std::move(text)));
    return *this;
}

Builder& Builder::help(std::string text) {
    add_once(diagnostic_.helps, {std::move(text), {}, Applicability::none});
    return *this;
}

Builder& Builder::fix(std::string text, std::vector<Edit> edits) {
    add_once(diagnostic_.helps, {std::move(text), std::move(edits), Applicability::automatic});
    return *this;
}

Builder& Builder::suggestion(std::string text, std::vector<Edit> edits) {
    add_once(diagnostic_.helps, {std::move(text), std::move(edits), Applicability::maybe});
    return *this;
}

Builder& Builder::also(SourceRange range) {
    constexpr std::size_t most_shown = 3;
    const SourceRange primary = diagnostic_.primary.range;
    const auto is_there = [&](const Label& label) { return label.range == range; };
    if (range == primary || std::ranges::any_of(diagnostic_.secondary, is_there)) return *this;
    if (diagnostic_.secondary.size() < most_shown) label(range, "here too");
    for (Help& each : diagnostic_.helps) {
        const bool replaces_it = !each.edits.empty() && each.edits.front().range == primary;
        if (replaces_it) each.edits.push_back({range, each.edits.front().text});
    }
    return *this;
}

std::optional<Builder> Sink::reported(Code code, SourceRange range) {
    const auto found = std::ranges::find_if(diagnostics_, [&](const Diagnostic& other) {
        return other.code == code && other.primary.range == range;
    });
    return found == diagnostics_.end() ? std::nullopt : std::optional(Builder(*found));
}

namespace {

/// Titles of 90 characters are the aim; a text of the user in one may take more.
constexpr std::size_t longest_title = 1000;

/// Whether one place can be wrong in several ways: a record lacks fields and breaks rules, and each
/// platform has limits of its own.
bool may_be_several(Code code) {
    return code == Code::E0205 || code == Code::E0309 || entry(code).name.starts_with("E08");
}

} // namespace

Builder Sink::add(Code code, SourceRange range, std::string title) {
    const Severity severity = entry(code).severity;
    title = elided(std::move(title), longest_title);
    const auto same = [&](const Diagnostic& other) {
        return other.code == code && other.primary.range == range &&
               (!may_be_several(code) || other.title == title);
    };
    const bool is_repeated = std::ranges::any_of(diagnostics_, same);
    if (!is_repeated) ++told_.of(severity);
    const bool is_over_limit = told_.of(severity) > limit;
    if (!is_repeated && is_over_limit) ++suppressed_.of(severity);
    if (is_repeated || is_over_limit) {
        ignored_ = {};
        return Builder(ignored_);
    }
    diagnostics_.push_back({severity, code, std::move(title), {range, ""}, {}, {}, {}});
    return Builder(diagnostics_.back());
}

std::vector<Diagnostic> Sink::withdraw(std::size_t size) {
    const auto first = diagnostics_.begin() + static_cast<std::ptrdiff_t>(size);
    std::vector<Diagnostic> result(first, diagnostics_.end());
    diagnostics_.erase(first, diagnostics_.end());
    for (const Diagnostic& diagnostic : result)
        --told_.of(diagnostic.severity);
    return result;
}

std::vector<Diagnostic> Sink::sorted() const {
    std::vector<Diagnostic> result = diagnostics_;
    std::ranges::stable_sort(result, {}, [](const Diagnostic& d) {
        return std::tuple(d.primary.range.file.index, d.primary.range.begin);
    });
    return result;
}

} // namespace expc::diag
