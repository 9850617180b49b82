// SPDX-License-Identifier: MIT
// Source files and ranges in them. A range is two byte offsets and the id of its file; lines and
// columns are computed only when a message is printed. `Sources` owns all files of a compilation
// and only ever grows.
#pragma once

#include "compiler/base/id.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace expc {

struct SourceFile;
using SourceId = Id<SourceFile>;

/// Half-open range [begin, end) of byte offsets in one source file.
struct SourceRange {
    SourceId file;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    auto operator<=>(const SourceRange&) const = default;
};

/// 1-based line and 1-based column; the column counts code points.
struct LineColumn {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
};

/// One file's text and its line table.
struct SourceFile {
    std::string path; ///< as shown to people: relative to the current folder where that is shorter
    std::string text;
    std::vector<std::uint32_t> line_starts; ///< byte offset of the first character of each line

    SourceFile(std::string shown_path, std::string content);
    [[nodiscard]] LineColumn locate(std::uint32_t offset) const;
    /// The text of a 1-based line, without its line ending.
    [[nodiscard]] std::string_view line(std::uint32_t number) const;
};

class Sources {
  public:
    SourceId add(std::string path, std::string text);
    [[nodiscard]] const SourceFile& operator[](SourceId id) const { return files_[id]; }
    [[nodiscard]] std::size_t size() const { return files_.size(); }
    [[nodiscard]] std::string_view text(SourceRange range) const;

  private:
    Table<SourceFile> files_;
};

} // namespace expc
