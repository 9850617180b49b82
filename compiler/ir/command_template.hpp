// SPDX-License-Identifier: MIT
// The command of an experiment as shell text, for many rows in a row: constant stretches are joined
// once, and from row to row only the words whose columns changed are written again.
#pragma once

#include "compiler/ir/run.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace expc::ir {

class CommandTemplate {
  public:
    /// Keeps a reference to the experiment.
    explicit CommandTemplate(const Experiment& experiment);
    /// Whether some word says run.id or run.name, so that `update` needs them.
    [[nodiscard]] bool names_runs() const { return !every_row_.empty(); }
    /// Moves to a row; `changed` as in VisitRow.
    void update(Ordinals ordinals, std::span<const ColumnIndex> changed, const RunFacts& run);
    /// Appends the row's command without a line break.
    void append_to(std::string& out) const;

  private:
    /// A stretch of the command; words end in a blank. Constant stretches have neither word nor
    /// table.
    struct Chunk {
        std::string text;
        const Word* word = nullptr;
        const WordTable* table = nullptr;
    };
    void add_words(const Words& words);
    void add_word(const Word& word);
    void add_table(const WordTable& table);
    void add_constant(std::string_view text);
    void depend(std::size_t chunk, std::span<const ColumnIndex> columns);
    void write(Chunk& chunk, Ordinals ordinals, const RunFacts& run);
    void append_word(std::string& out, const Text& text, Ordinals ordinals, const RunFacts& run);

    std::vector<std::uint64_t> sizes_;
    std::vector<ColumnTexts> texts_;
    std::vector<Chunk> chunks_;
    std::vector<std::vector<std::size_t>> dependents_; ///< chunks by column
    std::vector<std::size_t> every_row_;               ///< chunks that name the run
    std::string literal_;                              ///< the word in the making, unquoted
};

} // namespace expc::ir
