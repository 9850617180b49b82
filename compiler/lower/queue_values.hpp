// SPDX-License-Identifier: MIT
// Texts that Slurm and Grid Engine take as one word or one line: what they would refuse, or read in
// another way, is found before anything is sent.
#pragma once

#include "compiler/lower/field_values.hpp"

#include <initializer_list>
#include <string>

namespace expc::lower {

/// Checks fields of a platform that are there; each gives false after an error at the field.
class QueueValues {
  public:
    explicit QueueValues(const FieldValues& fields) : fields_(fields) {}

    /// Not empty, and no blank or control character in it.
    [[nodiscard]] bool are_words(std::initializer_list<std::string_view> names) const;
    /// No control character.
    [[nodiscard]] bool are_lines(std::initializer_list<std::string_view> names) const;
    /// Features of nodes, as `--constraint` joins them: `a100&ib`, `[rack1|rack2]`, `(a|b)&c`,
    /// `gpu*2`.
    [[nodiscard]] bool are_features(std::string_view name) const;
    /// The name of a resource, as `-l NAME=VALUE` takes it.
    [[nodiscard]] bool are_resources(std::initializer_list<std::string_view> names) const;
    /// `USR1@120` of what the user wrote, such as `USR1 @ 2m`.
    [[nodiscard]] bool read_signal(std::optional<std::string>& signal) const;
    /// Whom mail is sent to: a user or an address.
    [[nodiscard]] bool is_mail_address(const std::string& address) const;
    /// Events that sbatch knows.
    [[nodiscard]] bool are_mail_events(const std::vector<std::string>& events) const;

  private:
    const FieldValues& fields_;
};

} // namespace expc::lower
