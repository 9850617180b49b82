// SPDX-License-Identifier: MIT
// A folder as it is now, as one archive. Equal folders are equal bytes, wherever they stand.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace expc::upload {

struct Folder {
    std::string path;                 ///< absolute, without links
    std::vector<std::string> exclude; ///< patterns.hpp says what they mean
    std::vector<std::string> own;     ///< absolute folders that expc itself writes: left out
};

/// Why there is no archive.
struct Refusal {
    std::string reason; ///< "there is no folder `code`", for people
    std::string entry;  ///< the file in the folder that is to blame; empty: it is the folder
    bool is_too_large = false;
};

struct Snapshot {
    std::string tar;
    std::optional<Refusal> refusal;
};

/// No archive is larger: it is read, hashed and sent as a whole.
inline constexpr std::uint64_t most_bytes = 268'435'456;

/// Everything below the folder but `.git` and what is excluded, sorted by name. Links stay links,
/// and have to stay in the folder; programs stay programs, and private files private.
[[nodiscard]] Snapshot snapshot(const Folder& folder);

} // namespace expc::upload
