// SPDX-License-Identifier: MIT
// Experiments, platforms and other records with late binding, as trees of fields that still hold
// expressions. `with` replaces what its paths name, `self` reads the final tree; nothing is
// evaluated here.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/sema/module.hpp"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace expc::sema {

/// One field: either an expression, or the entries of a record that was written out. When both are
/// there, the entries lie over the value of the expression.
struct FieldNode {
    std::string name;
    SourceRange name_range;
    ExprRef value;
    std::string constructor; ///< `slurm { ... }`: the name before the braces
    bool is_record = false;  ///< written as `{ ... }` or `name { ... }`
    SourceRange range;       ///< of the value
    std::vector<FieldNode> children;
    std::vector<ExprRef> appended;        ///< `+=`, in order
    std::shared_ptr<const FieldNode> old; ///< what it was before the `with` that set it
    bool is_changed = false;              ///< set by a `with` or an override, where `old` is known

    [[nodiscard]] const FieldNode* child(std::string_view wanted) const;
    /// The node at a path below this one; nothing when it is not written out.
    [[nodiscard]] const FieldNode* find(std::span<const std::string_view> path) const;
    [[nodiscard]] bool is_empty() const {
        return !value && !is_record && children.empty() && appended.empty();
    }
};

/// `require condition when guard : message`
struct Rule {
    ExprRef condition;
    ExprRef guard;
    ExprRef message;
    SourceRange range;
};

/// A record of the language with late binding.
struct Object {
    ast::Kind kind = ast::Kind::experiment;
    std::string name;
    const Module* module = nullptr; ///< where it is declared
    SourceRange name_range;
    std::string doc;
    FieldNode root;
    std::vector<Rule> rules; ///< they accumulate through `with` and cannot be unset
    std::size_t layers = 0;  ///< how many `with` made it
    bool has_axes = false;   ///< reported: they stand among its fields, or in a space without `=`

    [[nodiscard]] const FieldNode* field(std::string_view wanted) const {
        return root.child(wanted);
    }
};

/// One more layer of an object: `--override`.
struct Override {
    std::string object; ///< the name of a declaration, or a target's built name
    const Module* module = nullptr;
    const ast::Entry* entry = nullptr; ///< an Assign whose path begins inside the object
};

/// What definitions were read as; nothing for those that are being read or could not be.
using ReadObjects = std::map<Symbol, std::shared_ptr<const Object>>;

/// Declarations that wait for each other, and layers of `with` over an object: more would endanger
/// the machine's stack.
inline constexpr std::size_t chain_limit = 300;
/// `things`: declarations or fields.
void report_long_chain(diag::Sink& sink, SourceRange name,
                       std::string_view things = "declarations");

/// Reads objects off the tree: definitions, `with`, spreads and overrides.
class ObjectReader {
  public:
    /// Overrides of resources, mounts and containers change what these declarations say; those of
    /// experiments and platforms lie over all that a target says.
    /// `known` spares reading a definition again for each one that is made of it.
    explicit ObjectReader(diag::Sink& sink, std::span<const Override> overrides = {},
                          ReadObjects* known = nullptr)
        : sink_(sink), overrides_(overrides), known_(known) {}

    /// The object that `expression` denotes: the name of a definition of this kind, a record, a
    /// constructor, or one of them with `with`. Nothing after an error.
    [[nodiscard]] std::shared_ptr<const Object> read(ExprRef expression, ast::Kind kind);
    [[nodiscard]] std::shared_ptr<const Object> read(const Symbol& definition);
    /// One more layer on top: the entries of a `with` or an `--override`.
    void apply(Object& object, const Module& module, const std::vector<ast::Entry>& entries);
    /// The record that an expression writes out, or a leaf that holds the expression.
    [[nodiscard]] FieldNode flatten(ExprRef expression);
    /// The definitions that need each other in a circle, which is reported; none if all is well.
    [[nodiscard]] std::span<const Symbol> circle() const { return circle_; }

  private:
    /// The same for who changes it: a name's object is copied.
    std::optional<Object> build(ExprRef expression, ast::Kind kind);
    std::optional<Object> build_let(const Symbol& symbol, ast::Kind kind);
    std::optional<Object> build_changed(const Module& module, const Symbol& base,
                                        const ast::Constructor& changed, ast::Kind kind);
    std::optional<Object> build_block(ExprRef expression, ast::Kind kind);
    [[nodiscard]] bool is_endless(const Symbol& let) const;
    FieldNode flatten_let(const Symbol& symbol);
    void add_entries(FieldNode& node, const Module& module, const std::vector<ast::Entry>& entries,
                     bool is_overlay, std::vector<Rule>* rules);
    void assign(FieldNode& root, const Module& module, const ast::Entry& entry,
                const ast::Assign& assign, bool is_overlay);
    void add_nested(FieldNode& node, const Module& module, const ast::Entry& entry, ExprRef value);
    void append(FieldNode& target, ExprRef value);
    void unset(FieldNode& root, const Module& module, const ast::Unset& unset);
    void refuse_unset(const FieldNode& root, const std::string& owner, const ast::Name& name,
                      const ast::Unset& field);
    void spread(FieldNode& node, ExprRef source);

    void apply_overrides(Object& object, const Symbol& declaration);

    diag::Sink& sink_;
    std::span<const Override> overrides_;
    ReadObjects* known_;
    std::vector<Symbol> circle_;
    std::vector<Symbol> reading_;
};

} // namespace expc::sema
