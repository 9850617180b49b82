// SPDX-License-Identifier: MIT
#include "runtime/upload/tar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace expc::upload {
namespace {

constexpr std::size_t block = 512;
constexpr std::size_t name_bytes = 100;
constexpr std::size_t checksum_at = 148;
constexpr std::size_t checksum_bytes = 8;

/// A header is one block of fields at fixed places.
class Header {
  public:
    void put(std::size_t at, std::string_view text) {
        std::ranges::copy(text, text_.begin() + static_cast<std::ptrdiff_t>(at));
    }
    /// Octal digits and a NUL, in `width` bytes.
    void put_number(std::size_t at, std::size_t width, std::size_t number) {
        put(at, fmt::format("{:0{}o}", number, width - 1));
    }
    /// The sum of all bytes, its own field counted as blanks.
    [[nodiscard]] std::string text() {
        put(checksum_at, std::string(checksum_bytes, ' '));
        std::size_t sum = 0;
        for (const char c : text_)
            sum += static_cast<unsigned char>(c);
        put(checksum_at, fmt::format("{:06o}", sum) + '\0' + ' ');
        return text_;
    }

  private:
    std::string text_ = std::string(block, '\0');
};

} // namespace

void Archive::add_folder(std::string_view path, unsigned mode) {
    add({.path = std::string(path) + "/", .type = '5', .mode = mode});
}

void Archive::add_file(std::string_view path, unsigned mode, std::string_view content) {
    add({.path = path, .type = '0', .mode = mode, .size = content.size()});
    add_content(content);
}

void Archive::add_link(std::string_view path, std::string_view leads_to) {
    constexpr unsigned everybody = 0777;
    add({.path = path, .link = leads_to, .type = '2', .mode = everybody});
}

std::string Archive::take() {
    bytes_.append(2 * block, '\0');
    return std::exchange(bytes_, {});
}

void Archive::add(const Entry& entry) {
    if (entry.link.size() > name_bytes) add_long('K', entry.link);
    if (entry.path.size() > name_bytes) add_long('L', entry.path);
    add_header(entry);
}

void Archive::add_long(char type, std::string_view text) {
    const std::string content = std::string(text) + '\0';
    add_header({.path = "././@LongLink", .type = type, .size = content.size()});
    add_content(content);
}

void Archive::add_header(const Entry& entry) {
    Header header;
    header.put(0, entry.path.substr(0, name_bytes));
    header.put_number(100, 8, entry.mode);
    header.put_number(108, 8, 0);
    header.put_number(116, 8, 0);
    header.put_number(124, 12, entry.size);
    header.put_number(136, 12, 0);
    header.put(156, std::string_view(&entry.type, 1));
    header.put(157, entry.link.substr(0, name_bytes));
    header.put(257, "ustar  ");
    bytes_ += header.text();
}

void Archive::add_content(std::string_view content) {
    bytes_ += content;
    bytes_.append((block - content.size() % block) % block, '\0');
}

} // namespace expc::upload
