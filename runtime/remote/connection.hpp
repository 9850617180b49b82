// SPDX-License-Identifier: MIT
// A machine that is reached by the user's own ssh. All calls share one login where ssh allows it.
#pragma once

#include "compiler/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace expc::remote {

/// A word of a POSIX shell that is exactly these bytes.
[[nodiscard]] std::string quoted(std::string_view text);

class Connection {
  public:
    /// Nothing happens before the first question. `host` is what the user types behind `ssh`; it
    /// does not begin with `-`.
    explicit Connection(std::string host);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    /// Ends the shared login.
    ~Connection();

    [[nodiscard]] const std::string& host() const { return host_; }
    /// The words that start ssh, separated by blanks: for `rsync -e` and EXPC_SSH.
    [[nodiscard]] const std::string& ssh() const { return ssh_; }
    /// Runs a script in a login shell there, and gives what it printed. Fails with the words of the
    /// other side, or of ssh.
    [[nodiscard]] Result<std::string> ask(std::string_view script) const;

  private:
    std::string host_;
    std::string ssh_;
    bool is_shared_ = false; ///< by us; else by the user's configuration, or not at all
};

} // namespace expc::remote
