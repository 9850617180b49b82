// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/place.hpp"
#include "compiler/diagnostics/render.hpp"

#include <nlohmann/json.hpp>

namespace expc::diag {
namespace {

using Json = nlohmann::ordered_json;

Json range_json(const Sources& sources, SourceRange range) {
    if (!range.file) return nullptr;
    const Place place = place_of(sources, range);
    return {{"file", place.path},
            {"begin", range.begin},
            {"end", range.end},
            {"line", place.begin.line},
            {"column", place.begin.column},
            {"end_line", place.end.line},
            {"end_column", place.end.column}};
}

Json label_json(const Sources& sources, const Label& label) {
    return {{"range", range_json(sources, label.range)}, {"text", label.text}};
}

std::string_view word_of(Applicability applicability) {
    switch (applicability) {
    case Applicability::none: return "none";
    case Applicability::maybe: return "maybe";
    case Applicability::automatic: return "automatic";
    }
    return "none";
}

Json help_json(const Sources& sources, const Help& help) {
    Json edits = Json::array();
    for (const Edit& edit : help.edits) {
        edits.push_back({{"range", range_json(sources, edit.range)}, {"text", edit.text}});
    }
    return {{"text", help.text},
            {"applicability", word_of(help.applicability)},
            {"edits", std::move(edits)}};
}

Json diagnostic_json(const Sources& sources, const Diagnostic& diagnostic) {
    Json secondary = Json::array();
    for (const Label& label : diagnostic.secondary)
        secondary.push_back(label_json(sources, label));
    Json helps = Json::array();
    for (const Help& help : diagnostic.helps)
        helps.push_back(help_json(sources, help));
    return {{"code", entry(diagnostic.code).name},
            {"severity", diagnostic.severity == Severity::error ? "error" : "warning"},
            {"title", diagnostic.title},
            {"primary", label_json(sources, diagnostic.primary)},
            {"secondary", std::move(secondary)},
            {"notes", diagnostic.notes},
            {"helps", std::move(helps)},
            {"rendered", render_one(sources, diagnostic, {})}};
}

} // namespace

std::string render_json(const Sources& sources, std::span<const Diagnostic> diagnostics) {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics) {
        const Json line = diagnostic_json(sources, diagnostic);
        text += line.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
    }
    return text;
}

} // namespace expc::diag
