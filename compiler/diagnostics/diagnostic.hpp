// SPDX-License-Identifier: MIT
// A diagnostic is data: text, short, JSON and SARIF forms are renderings of it (one file each
// beside this one). Codes and titles stand in catalogue.def; a place that detects a mistake names
// the code, gives the title's arguments in order, and adds labels, notes and helps with the user's
// own names and numbers.
#pragma once

#include "compiler/base/source.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace expc::diag {

enum class Severity : std::uint8_t { error, warning };

/// Every code of catalogue.def, for example Code::E0502.
enum class Code : std::uint16_t {
#define EXPC_DIAGNOSTIC(code, severity, title) code,
#include "compiler/diagnostics/catalogue.def"
#undef EXPC_DIAGNOSTIC
};

/// What the catalogue knows of a code.
struct CatalogueEntry {
    Code code;
    std::string_view name; ///< "E0502"
    Severity severity;
    std::string_view title; ///< fmt pattern
};

[[nodiscard]] const CatalogueEntry& entry(Code code);
[[nodiscard]] const std::vector<CatalogueEntry>& catalogue();

/// A place and what to say about it; an empty text only marks the place.
struct Label {
    SourceRange range;
    std::string text;
};

/// Replaces `range` by `text`; an empty range inserts.
struct Edit {
    SourceRange range;
    std::string text;
};

/// Whether a help's edits may be applied without a person looking.
enum class Applicability : std::uint8_t { none, maybe, automatic };

struct Help {
    std::string text;
    std::vector<Edit> edits;
    Applicability applicability = Applicability::none;
};

/// One mistake of the user, with everything that the renderings need.
struct Diagnostic {
    Severity severity = Severity::error;
    Code code;
    std::string title;
    Label primary;
    std::vector<Label> secondary;
    std::vector<std::string> notes;
    std::vector<Help> helps;
};

/// Adds the parts of a diagnostic, in reading order.
class Builder {
  public:
    explicit Builder(Diagnostic& diagnostic) : diagnostic_(diagnostic) {}

    /// The text beside the primary marks.
    Builder& here(std::string text);
    /// A second place that has to do with the mistake.
    Builder& label(SourceRange range, std::string text);
    Builder& note(std::string text);
    Builder& help(std::string text);
    /// A help whose edits are right in every case in which it appears: `expc fix` applies it.
    Builder& fix(std::string text, std::vector<Edit> edits);
    /// A help with edits that a person should look at first.
    Builder& suggestion(std::string text, std::vector<Edit> edits);
    /// One more place of the same mistake: what replaces the primary place replaces it too.
    Builder& also(SourceRange range);

  private:
    Diagnostic& diagnostic_;
};

/// Errors and warnings.
struct Counts {
    std::size_t errors = 0;
    std::size_t warnings = 0;

    [[nodiscard]] std::size_t& of(Severity severity) {
        return severity == Severity::error ? errors : warnings;
    }
};

/// Collects diagnostics. After `limit` errors, or as many warnings, further ones are only counted.
class Sink {
  public:
    static constexpr std::size_t limit = 20;

    /// Reports `code` at `range`; `arguments` fill the title of the catalogue, checked when the
    /// sink formats it.
    template <typename... Arguments>
    Builder report(Code code, SourceRange range, const Arguments&... arguments) {
        return add(code, range,
                   fmt::vformat(entry(code).title, fmt::make_format_args(arguments...)));
    }

    /// What was reported first of a code at a place, if it was kept.
    [[nodiscard]] std::optional<Builder> reported(Code code, SourceRange range);

    [[nodiscard]] bool has_errors() const { return told_.errors > 0; }
    [[nodiscard]] std::size_t error_count() const { return told_.errors; }
    /// Whether a further error would be counted and not kept: then nobody reads its helps.
    [[nodiscard]] bool is_full() const { return told_.errors >= limit; }
    /// All diagnostics by file and position; a later one equal in code and range to an earlier one,
    /// and in its title where a place may be wrong in several ways, is left out.
    [[nodiscard]] std::vector<Diagnostic> sorted() const;
    [[nodiscard]] std::size_t size() const { return diagnostics_.size(); }
    /// What was reported since there were `size` diagnostics, and kept.
    [[nodiscard]] std::span<const Diagnostic> since(std::size_t size) const {
        return std::span(diagnostics_).subspan(size);
    }
    /// Takes back what was reported since there were `size` diagnostics, for a caller that says it
    /// in its own words.
    std::vector<Diagnostic> withdraw(std::size_t size);
    /// What was counted and not kept.
    [[nodiscard]] const Counts& suppressed() const { return suppressed_; }

  private:
    Builder add(Code code, SourceRange range, std::string title);

    std::vector<Diagnostic> diagnostics_;
    Diagnostic ignored_{};
    Counts told_; ///< and what was not kept
    Counts suppressed_;
};

} // namespace expc::diag
