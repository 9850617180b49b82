// SPDX-License-Identifier: MIT
// Writes records the fast way: the new text goes into a spare file that then changes places with
// the old record (RENAME_EXCHANGE), so no inode is freed and a reader sees one whole record or the
// other. README.md says why that matters.
#pragma once

#include "compiler/base/result.hpp"
#include "runtime/status/status.hpp"

#include <string>

namespace expc::status {

/// Writes the records of one experiment of one target.
class Writer {
  public:
    /// `folder` is that of `status::folder`; it is made when the first record is written.
    explicit Writer(std::string folder);
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    /// Removes the spare file.
    ~Writer();

    /// Fails with the system's words when the record is not on disk as the next reader must see it.
    [[nodiscard]] Result<Done> write(const Record& record);

  private:
    [[nodiscard]] Result<Done> fill_spare();
    [[nodiscard]] Result<Done> install(const std::string& path);

    std::string folder_;
    std::string spare_;
    bool spare_exists_ = false;
    std::string text_;
};

} // namespace expc::status
