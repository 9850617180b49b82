// SPDX-License-Identifier: MIT
// Tables of texts as texts with tables. Texts of one shape have run-time parts at the same places,
// so rows whose texts have one shape share a text, whose literal pieces are looked up.
#pragma once

#include "compiler/lower/tabulate.hpp"

namespace expc::lower {

/// A text for the runs where `when` holds; for all of them without one.
struct TextVariant {
    std::optional<ir::Condition> when;
    ir::Text text;
};

/// Adds a piece; literal pieces grow together and empty ones vanish.
void append(ir::Text& text, ir::Part part);
void append(ir::Text& text, const std::vector<algebra::TextPart>& parts);

/// The texts of a table, one for each shape; rows without a value have none.
[[nodiscard]] std::vector<TextVariant> variants_of(const ValueTable& table);

/// Adds a variable with the texts of a table; `none` leaves it out.
void add_variable(const std::string& name, const ValueTable& table, SourceRange range,
                  std::vector<ir::Variable>& variables);
/// One table for each field of the records of a table, in order of first use; a record without the
/// field has `none` there.
[[nodiscard]] std::vector<std::pair<std::string, ValueTable>>
tables_of_fields(const ValueTable& table);
/// Adds the words of a table of lists; a row without a list has none.
void add_words_of_table(const ValueTable& table, SourceRange range, ir::Words& words);
/// One table for each position of the lists of a table; nothing where their lengths differ.
[[nodiscard]] std::optional<std::vector<ValueTable>> tables_of_elements(const ValueTable& table);

} // namespace expc::lower
