// SPDX-License-Identifier: MIT
#include "tests/unit/parse/parsed.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace expc::test {

Parsed::Parsed(std::string text) : source(sources.add("test.exp", std::move(text))) {
    file = parse::parse_file(sources, source, sink);
}

std::vector<std::string> Parsed::findings() const {
    std::vector<std::string> result;
    for (const diag::Diagnostic& found : sink.sorted()) {
        const LineColumn begin = sources[source].locate(found.primary.range.begin);
        const LineColumn end = sources[source].locate(found.primary.range.end);
        result.push_back(fmt::format("{} {}:{}-{}:{}", diag::entry(found.code).name, begin.line,
                                     begin.column, end.line, end.column));
    }
    return result;
}

std::vector<std::string> Parsed::codes() const {
    std::vector<std::string> result;
    for (const diag::Diagnostic& found : sink.sorted())
        result.emplace_back(diag::entry(found.code).name);
    return result;
}

std::string Parsed::fixed() const {
    std::vector<diag::Edit> edits;
    for (const diag::Diagnostic& found : sink.sorted()) {
        for (const diag::Help& help : found.helps) {
            const bool is_automatic = help.applicability == diag::Applicability::automatic;
            if (is_automatic) edits.insert(edits.end(), help.edits.begin(), help.edits.end());
        }
    }
    std::ranges::stable_sort(edits, std::ranges::greater{},
                             [](const diag::Edit& edit) { return edit.range.begin; });
    std::string text = sources[source].text;
    for (const diag::Edit& edit : edits)
        text.replace(edit.range.begin, edit.range.end - edit.range.begin, edit.text);
    return text;
}

std::string read_test_file(const std::string& name) {
    const std::string here = EXPC_SOURCE_DIR "/tests/unit/parse/";
    std::ifstream stream(here + name, std::ios::binary);
    if (!stream) throw std::runtime_error("no test file " + name);
    return {std::istreambuf_iterator<char>(stream), {}};
}

} // namespace expc::test
