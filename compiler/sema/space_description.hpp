// SPDX-License-Identifier: MIT
// A space as its entries, before any value: what `with` and `without` edit, and what the space
// builder evaluates.
#pragma once

#include "compiler/sema/evaluator.hpp"

#include <memory>

namespace expc::sema {

struct SpaceDescription;

/// One entry of a space: an axis, a column, a filter, or a whole space inside.
struct SpaceItem {
    const Module* module = nullptr;
    const ast::Entry* entry = nullptr;
    std::shared_ptr<SpaceDescription> nested; ///< for spreads and nested blocks
    bool is_inherited = false; ///< of a space that a `with` changed: it may do nothing here
    ExprRef former_was = {};   ///< the `was` of the axis that a `with` replaced by this one
};

struct SpaceDescription {
    ast::SpaceKind kind = ast::SpaceKind::product;
    ExprRef block; ///< the block, for its arguments
    ExprRef table; ///< the list of `rows(...)`; then there are no items of its own
    std::vector<std::string> dropped; ///< columns of a table that `without` took away
    std::vector<SpaceItem> items;
    std::string name; ///< as declared; empty for a block that stands in a field
    SourceRange range;
};

/// Reads descriptions off expressions, through names, `with` and `without`.
class SpaceReader {
  public:
    explicit SpaceReader(Evaluator& evaluator) : evaluator_(evaluator) {}
    /// Nothing after an error or for what is no space.
    [[nodiscard]] std::shared_ptr<SpaceDescription> read(ExprRef expression);

  private:
    std::shared_ptr<SpaceDescription> read_node(ExprRef expression);
    std::shared_ptr<SpaceDescription> read_block(ExprRef expression, const ast::SpaceBlock& block);
    std::shared_ptr<SpaceDescription> read_symbol(const Symbol& symbol);
    std::shared_ptr<SpaceDescription> read_member(ExprRef expression, const ast::Member& member);
    std::shared_ptr<SpaceDescription> with_entries(std::shared_ptr<SpaceDescription> base,
                                                   ExprRef expression, const ast::With& with);
    /// Reports an entry of a `with` for which a space has no place.
    std::shared_ptr<SpaceDescription> cannot_change(const SpaceDescription& description,
                                                    const ast::Entry& entry, SourceRange base);
    std::shared_ptr<SpaceDescription> without_columns(const std::shared_ptr<SpaceDescription>& base,
                                                      const ast::Without& without);
    const SpaceDescription* table_with(const SpaceDescription& description,
                                       const std::string& name);
    bool drop(SpaceDescription& description, const ast::Name& name);
    void check_dropped(const SpaceDescription& description, const ast::Name& name);

    Evaluator& evaluator_;
    ExprRef old_;          ///< the space that `old` stands for
    std::size_t read_ = 0; ///< how many expressions were, however often one of them is named
};

/// The name of the column that an entry declares; empty for filters and spaces.
[[nodiscard]] std::string column_name(const ast::Entry& entry);

} // namespace expc::sema
