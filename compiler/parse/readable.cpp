// SPDX-License-Identifier: MIT
#include "compiler/parse/readable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace expc::parse {

namespace {

constexpr std::size_t largest_file = std::size_t{1} << 30U;

bool is_continuation(std::string_view text, std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

/// The number of bytes of the UTF-8 character at `at`; 0 if there is none: overlong, a surrogate,
/// too large, cut off.
std::size_t character_length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
    const unsigned char head = byte(at);
    if (head < 0x80) return 1;
    if (!is_continuation(text, at + 1)) return 0;
    const unsigned char second = byte(at + 1);
    if (head >= 0xC2 && head <= 0xDF) return 2;
    if (!is_continuation(text, at + 2)) return 0;
    const bool is_overlong = (head == 0xE0 && second < 0xA0) || (head == 0xF0 && second < 0x90);
    const bool is_outside = (head == 0xED && second > 0x9F) || (head == 0xF4 && second > 0x8F);
    if (is_overlong || is_outside) return 0;
    if (head >= 0xE0 && head <= 0xEF) return 3;
    return head >= 0xF0 && head <= 0xF4 && is_continuation(text, at + 3) ? 4 : 0;
}

/// The beginning of the text where it is ASCII without NUL: nearly all of it, nearly always.
std::size_t ascii_length(std::string_view text) {
    const auto is_plain = [](char c) { return c > 0; };
    return static_cast<std::size_t>(std::ranges::find_if_not(text, is_plain) - text.begin());
}

std::string line_of(std::string_view text, std::size_t at) {
    return fmt::format("on line {}", std::ranges::count(text.substr(0, at), '\n') + 1);
}

} // namespace

std::optional<Unreadable> find_unreadable(std::string_view text) {
    if (text.size() > largest_file) return Unreadable{0, "it is larger than 1 GiB"};
    const bool is_utf16 = text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
    if (is_utf16) return Unreadable{0, "it is UTF-16; save it as UTF-8"};
    for (std::size_t at = ascii_length(text); at < text.size();
         at += ascii_length(text.substr(at))) {
        if (text[at] == '\0')
            return Unreadable{at, fmt::format("there is a NUL byte {}", line_of(text, at))};
        const std::size_t length = character_length(text, at);
        if (length == 0) {
            const auto byte = static_cast<std::uint8_t>(text[at]);
            return Unreadable{
                at, fmt::format("byte 0x{:02X} {} is not UTF-8", byte, line_of(text, at))};
        }
        at += length;
    }
    return {};
}

} // namespace expc::parse
