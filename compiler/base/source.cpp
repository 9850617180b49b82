// SPDX-License-Identifier: MIT
#include "compiler/base/source.hpp"

#include <algorithm>

namespace expc {

SourceFile::SourceFile(std::string shown_path, std::string content)
    : path(std::move(shown_path)), text(std::move(content)) {
    line_starts.push_back(0);
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) {
        line_starts.push_back(static_cast<std::uint32_t>(at + 1));
    }
}

LineColumn SourceFile::locate(std::uint32_t offset) const {
    const auto limited = std::min<std::size_t>(offset, text.size());
    const auto after = std::ranges::upper_bound(line_starts, static_cast<std::uint32_t>(limited));
    const auto line = static_cast<std::uint32_t>(after - line_starts.begin());
    const auto begin = text.begin() + line_starts[line - 1];
    const auto is_first_byte = [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    };
    const auto before =
        std::count_if(begin, text.begin() + static_cast<std::ptrdiff_t>(limited), is_first_byte);
    return {line, static_cast<std::uint32_t>(before) + 1};
}

std::string_view SourceFile::line(std::uint32_t number) const {
    const std::uint32_t begin = line_starts[number - 1];
    const std::size_t end = number < line_starts.size() ? line_starts[number] : text.size();
    std::string_view whole = std::string_view(text).substr(begin, end - begin);
    while (!whole.empty() && (whole.back() == '\n' || whole.back() == '\r'))
        whole.remove_suffix(1);
    return whole;
}

SourceId Sources::add(std::string path, std::string text) {
    return files_.add(SourceFile(std::move(path), std::move(text)));
}

std::string_view Sources::text(SourceRange range) const {
    if (!range.file) return {};
    return std::string_view(files_[range.file].text).substr(range.begin, range.end - range.begin);
}

} // namespace expc
