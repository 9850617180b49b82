// SPDX-License-Identifier: MIT
// A tar archive as bytes, in the form that every tar of Linux reads (GNU's, busybox's). Owners and
// times are left out: equal entries are equal bytes.
#pragma once

#include <string>
#include <string_view>

namespace expc::upload {

/// Entries are added in the order in which they are to be unpacked: a folder before what it holds.
class Archive {
  public:
    void add_folder(std::string_view path, unsigned mode);
    void add_file(std::string_view path, unsigned mode, std::string_view content);
    void add_link(std::string_view path, std::string_view leads_to);

    /// The archive with its end; the object is empty then.
    [[nodiscard]] std::string take();
    [[nodiscard]] std::size_t size() const { return bytes_.size(); }

  private:
    struct Entry {
        std::string_view path;
        std::string_view link = {};
        char type = '0';
        unsigned mode = 0;
        std::size_t size = 0;
    };
    void add(const Entry& entry);
    /// What does not fit into a header stands before it as an entry of its own.
    void add_long(char type, std::string_view text);
    void add_header(const Entry& entry);
    void add_content(std::string_view content);

    std::string bytes_;
};

} // namespace expc::upload
