// SPDX-License-Identifier: MIT
// Words that the user adds to the call of an engine's client: those that repeat what expc says, and
// those that the client would take for the job's script.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/ir/plan.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace expc::backends {

/// One option as the client reads it.
struct ReadOption {
    std::string name;          ///< in full: `--partition` for `-px`
    std::size_t values = 0;    ///< how many of the words behind it are its own
    bool is_known = true;      ///< false: the client refuses it
    bool needs_values = false; ///< without them the client takes words of expc for them
};

/// An option with which the client does not do what submit.sh calls it for.
struct RefusedOption {
    std::string_view name;
    std::string_view why;        ///< behind `no `-x`: `
    std::string_view value = {}; ///< refused with a value that begins so; empty: with any
};

/// How a client reads its words, and what expc gives it already.
struct ClientOptions {
    std::string_view client;
    std::function<ReadOption(const std::string&)> read; ///< of a word that begins with `-`
    std::vector<std::string> ours;                      ///< names of options
    std::string_view consequence;                       ///< of saying one twice
    /// Options of which the client takes one.
    std::vector<std::string_view> alternatives = {};
    std::vector<RefusedOption> refused = {};
};

/// Errors for words that are neither an option nor the value of one, and for options that the
/// client refuses beside ours; a warning for options of ours.
void check_extra_flags(const ir::Target& target, const ClientOptions& options, diag::Sink& sink);

/// `--mem=4G` without its value.
[[nodiscard]] std::string option_name(const std::string& option);

} // namespace expc::backends
