// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/fixes.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace expc::diag {
namespace {

using EditsByFile = std::map<SourceId, std::vector<Edit>>;

std::vector<const Help*> automatic_helps(std::span<const Diagnostic> diagnostics) {
    std::vector<const Help*> helps;
    for (const Diagnostic& diagnostic : diagnostics) {
        const auto help =
            std::ranges::find(diagnostic.helps, Applicability::automatic, &Help::applicability);
        if (help != diagnostic.helps.end()) helps.push_back(&*help);
    }
    return helps;
}

/// All edits of a file in order, each once.
EditsByFile edits_by_file(const std::vector<const Help*>& helps) {
    EditsByFile result;
    for (const Help* help : helps) {
        for (const Edit& edit : help->edits)
            result[edit.range.file].push_back(edit);
    }
    for (auto& [file, edits] : result) {
        const auto key = [](const Edit& e) { return std::tie(e.range, e.text); };
        std::ranges::sort(edits, {}, key);
        const auto repeated = std::ranges::unique(edits, {}, key);
        edits.erase(repeated.begin(), repeated.end());
    }
    return result;
}

/// Whether two neighbours of the sorted edits change the same place.
bool overlap(const std::vector<Edit>& edits) {
    const auto meet = [](const Edit& a, const Edit& b) {
        const bool begin_together = a.range.begin == b.range.begin;
        return begin_together || b.range.begin < a.range.end;
    };
    return std::ranges::adjacent_find(edits, meet) != edits.end();
}

/// The files with overlaps, and those that a help of a refused file would change as well.
std::set<SourceId> refused_files(const EditsByFile& edits, const std::vector<const Help*>& helps) {
    std::set<SourceId> refused;
    for (const auto& [file, file_edits] : edits) {
        if (overlap(file_edits)) refused.insert(file);
    }
    const auto is_refused = [&](const Edit& edit) { return refused.contains(edit.range.file); };
    for (std::size_t before = 0; before != refused.size();) {
        before = refused.size();
        for (const Help* help : helps) {
            if (std::ranges::none_of(help->edits, is_refused)) continue;
            for (const Edit& edit : help->edits)
                refused.insert(edit.range.file);
        }
    }
    return refused;
}

std::string edited(std::string_view text, const std::vector<Edit>& edits) {
    std::string result;
    std::size_t copied = 0;
    for (const Edit& edit : edits) {
        result += text.substr(copied, edit.range.begin - copied);
        result += edit.text;
        copied = edit.range.end;
    }
    return result.append(text.substr(copied));
}

} // namespace

FixOutcome apply_fixes(const Sources& sources, std::span<const Diagnostic> diagnostics) {
    const std::vector<const Help*> helps = automatic_helps(diagnostics);
    const EditsByFile edits = edits_by_file(helps);
    const std::set<SourceId> refused = refused_files(edits, helps);
    FixOutcome outcome;
    outcome.refused.assign(refused.begin(), refused.end());
    for (const auto& [file, file_edits] : edits) {
        if (refused.contains(file)) continue;
        outcome.changed.push_back(
            {file, edited(sources[file].text, file_edits), file_edits.size()});
    }
    return outcome;
}

} // namespace expc::diag
