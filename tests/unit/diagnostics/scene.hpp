// SPDX-License-Identifier: MIT
// Diagnostics built by hand, as the phases of the compiler would report them, for the tests of the
// renderers.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"

#include <span>
#include <string>
#include <string_view>

namespace expc::diag::testing {

/// The files of a case and what is reported about them.
struct Scene {
    Sources sources;
    Sink sink;

    SourceId file(std::string path, std::string text) {
        return sources.add(std::move(path), std::move(text));
    }
    /// The range of the first occurrence of `part` at or after the first occurrence of `after`.
    [[nodiscard]] SourceRange at(SourceId id, std::string_view part,
                                 std::string_view after = "") const {
        const std::string& text = sources[id].text;
        const std::size_t begin = text.find(part, text.find(after));
        return {id, static_cast<std::uint32_t>(begin),
                static_cast<std::uint32_t>(begin + part.size())};
    }
};

/// `text` with its first line on the given line of a file.
inline std::string from_line(std::size_t line, std::string_view text) {
    return std::string(line - 1, '\n') + std::string(text);
}

/// A case's name is a sentence; its golden is expected/<name with _ for blanks>.txt.
struct SceneCase {
    std::string_view name;
    void (*build)(Scene&);
};

/// The cases of scenes_language.cpp and scenes_layout.cpp.
std::span<const SceneCase> language_scenes();
std::span<const SceneCase> layout_scenes();

} // namespace expc::diag::testing
