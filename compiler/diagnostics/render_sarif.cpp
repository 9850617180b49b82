// SPDX-License-Identifier: MIT
// The shape is fixed by https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.
#include "compiler/diagnostics/explain.hpp"
#include "compiler/diagnostics/place.hpp"
#include "compiler/diagnostics/render.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace expc::diag {
namespace {

using Json = nlohmann::ordered_json;

std::string_view level_of(Severity severity) {
    return severity == Severity::error ? "error" : "warning";
}

/// The path as a relative or file URI: everything but unreserved characters and `/` is
/// percent-encoded.
std::string uri_of(std::string_view path) {
    constexpr std::string_view unreserved = "-._~/";
    const auto is_plain = [&](char c) {
        const bool is_digit = c >= '0' && c <= '9';
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return is_digit || is_letter || unreserved.find(c) != std::string_view::npos;
    };
    std::string uri = path.starts_with('/') ? "file://" : "";
    for (const char c : path) {
        uri +=
            is_plain(c) ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return uri;
}

Json region_json(const Sources& sources, SourceRange range) {
    const Place place = place_of(sources, range);
    return {{"startLine", place.begin.line}, {"startColumn", place.begin.column},
            {"endLine", place.end.line},     {"endColumn", place.end.column},
            {"byteOffset", range.begin},     {"byteLength", range.end - range.begin}};
}

Json artifact_json(const Sources& sources, SourceRange range) {
    return {{"uri", uri_of(sources[range.file].path)}};
}

Json physical_json(const Sources& sources, SourceRange range) {
    return {{"artifactLocation", artifact_json(sources, range)},
            {"region", region_json(sources, range)}};
}

Json related_json(const Sources& sources, const Diagnostic& diagnostic) {
    Json related = Json::array();
    for (const Label& label : diagnostic.secondary) {
        if (!label.range.file) continue;
        Json location = {{"id", related.size()}};
        if (!label.text.empty()) location["message"] = {{"text", label.text}};
        location["physicalLocation"] = physical_json(sources, label.range);
        related.push_back(std::move(location));
    }
    return related;
}

/// The changes of a help's edits, one object a file.
Json changes_json(const Sources& sources, const Help& help) {
    std::vector<SourceId> files;
    for (const Edit& edit : help.edits) {
        if (std::ranges::find(files, edit.range.file) == files.end())
            files.push_back(edit.range.file);
    }
    Json changes = Json::array();
    for (const SourceId file : files) {
        Json replacements = Json::array();
        for (const Edit& edit : help.edits) {
            if (edit.range.file != file) continue;
            replacements.push_back({{"deletedRegion", region_json(sources, edit.range)},
                                    {"insertedContent", {{"text", edit.text}}}});
        }
        changes.push_back({{"artifactLocation", artifact_json(sources, SourceRange{file, 0, 0})},
                           {"replacements", std::move(replacements)}});
    }
    return changes;
}

Json fixes_json(const Sources& sources, const Diagnostic& diagnostic) {
    Json fixes = Json::array();
    for (const Help& help : diagnostic.helps) {
        if (help.edits.empty()) continue;
        fixes.push_back({{"description", {{"text", help.text}}},
                         {"artifactChanges", changes_json(sources, help)}});
    }
    return fixes;
}

/// The title with what a reader of the text form would see beside it.
std::string message_of(const Diagnostic& diagnostic) {
    std::string message = diagnostic.title;
    if (!diagnostic.primary.text.empty()) message += ": " + diagnostic.primary.text;
    for (const std::string& note : diagnostic.notes)
        message += "\nnote: " + note;
    for (const Help& help : diagnostic.helps)
        message += "\nhelp: " + help.text;
    return message;
}

std::vector<Code> codes_of(std::span<const Diagnostic> diagnostics) {
    std::vector<Code> codes;
    for (const Diagnostic& d : diagnostics)
        codes.push_back(d.code);
    std::ranges::sort(codes);
    const auto repeated = std::ranges::unique(codes);
    codes.erase(repeated.begin(), repeated.end());
    return codes;
}

Json rules_json(const std::vector<Code>& codes) {
    Json rules = Json::array();
    for (const Code code : codes) {
        const CatalogueEntry& row = entry(code);
        Json rule = {{"id", row.name},
                     {"defaultConfiguration", {{"level", level_of(row.severity)}}}};
        if (const auto page = explanation(row.name)) {
            rule["shortDescription"] = {{"text", summary_of(row.name)}};
            rule["help"] = {{"text", *page}, {"markdown", *page}};
        }
        rules.push_back(std::move(rule));
    }
    return rules;
}

Json result_json(const Sources& sources, const Diagnostic& diagnostic, std::size_t rule) {
    Json result = {{"ruleId", entry(diagnostic.code).name},
                   {"ruleIndex", rule},
                   {"level", level_of(diagnostic.severity)},
                   {"message", {{"text", message_of(diagnostic)}}}};
    const SourceRange range = diagnostic.primary.range;
    Json locations = Json::array();
    if (range.file) locations.push_back({{"physicalLocation", physical_json(sources, range)}});
    result["locations"] = std::move(locations);
    if (Json related = related_json(sources, diagnostic); !related.empty()) {
        result["relatedLocations"] = std::move(related);
    }
    if (Json fixes = fixes_json(sources, diagnostic); !fixes.empty())
        result["fixes"] = std::move(fixes);
    return result;
}

} // namespace

std::string render_sarif(const Sources& sources, std::span<const Diagnostic> diagnostics,
                         std::string_view version) {
    const std::vector<Code> codes = codes_of(diagnostics);
    Json results = Json::array();
    for (const Diagnostic& diagnostic : diagnostics) {
        const auto rule = std::ranges::lower_bound(codes, diagnostic.code) - codes.begin();
        results.push_back(result_json(sources, diagnostic, static_cast<std::size_t>(rule)));
    }
    Json driver = {{"name", "expc"}, {"version", version}, {"rules", rules_json(codes)}};
    Json run = {{"tool", {{"driver", std::move(driver)}}},
                {"columnKind", "unicodeCodePoints"},
                {"results", std::move(results)}};
    const Json log = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                      {"version", "2.1.0"},
                      {"runs", Json::array({std::move(run)})}};
    return log.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace expc::diag
