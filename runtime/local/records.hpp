// SPDX-License-Identifier: MIT
// The status files of a batch: one writer per experiment, and what task.sh wrote by itself.
#pragma once

#include "runtime/local/slot.hpp"
#include "runtime/status/writer.hpp"

#include <map>

namespace expc::local {

class Records {
  public:
    /// `batch` must outlive this object.
    explicit Records(const Batch& batch) : batch_(batch) {}

    /// Puts the slot's record on disk.
    [[nodiscard]] Result<Done> write(const Slot& slot);
    /// The outcome that the slot's run recorded by itself since it was started; nothing when it did
    /// not come to that.
    [[nodiscard]] std::optional<status::Record> own_outcome(const Slot& slot) const;

  private:
    const Batch& batch_;
    std::map<std::string, status::Writer, std::less<>> writers_; ///< by experiment
};

} // namespace expc::local
