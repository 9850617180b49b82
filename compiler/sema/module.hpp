// SPDX-License-Identifier: MIT
// Modules: the root file and what it uses, read once each, with their names. A module's names are
// its own declarations and what its `use` lines bring in; nothing is re-exported (ruling 43).
#pragma once

#include "compiler/ast/ast.hpp"
#include "compiler/base/result.hpp"
#include "compiler/diagnostics/diagnostic.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace expc::sema {

struct Module;

/// An expression and the module whose tables hold it.
struct ExprRef {
    const Module* module = nullptr;
    ast::ExprId id;

    explicit operator bool() const { return module != nullptr && static_cast<bool>(id); }
    [[nodiscard]] const ast::Expr& get() const;
    [[nodiscard]] SourceRange range() const;
    /// Another expression of the same module.
    [[nodiscard]] ExprRef at(ast::ExprId other) const { return {module, other}; }
    auto operator<=>(const ExprRef&) const = default;
};

/// A declaration of a module, or a whole module under the name that `use ... as` gave it.
struct Symbol {
    const Module* module = nullptr;
    std::uint32_t declaration = 0;
    bool is_module = false;

    [[nodiscard]] const ast::Declaration& get() const;
    auto operator<=>(const Symbol&) const = default;
};

struct Module {
    std::string path; ///< normalised, or `std/...`
    ast::File file;
    std::unordered_map<std::string, Symbol> names;
    mutable std::vector<bool> used; ///< by declaration: something refers to it
    mutable std::vector<bool>
        float_literals; ///< by expression: an Int literal that stands for a Float
    std::unordered_map<std::string, SourceRange>
        imported; ///< names that a `use` brought in, until they are used
    mutable std::unordered_map<std::string, bool> import_used;
    /// Names in text that could not be read and in imports that failed: that is reported already,
    /// so nothing is said about their uses.
    std::unordered_set<std::string> unreadable;

    [[nodiscard]] std::optional<Symbol> find(const std::string& name) const;
};

/// Whether a part of a record could not be read, so that nobody knows what it lacks.
[[nodiscard]] bool is_partly_unread(const Module& module, SourceRange record);

/// The name of a declaration; nothing for `use`, unnamed targets and tests.
[[nodiscard]] const ast::Name* declared_name(const ast::Declaration& declaration);
/// What people call the declaration: "input", "space", "function".
[[nodiscard]] std::string_view kind_name(const ast::Declaration& declaration);

/// Reads modules by path; every module is read once.
class ModuleLoader {
  public:
    using ReadFile = std::function<Result<std::string>(const std::string&)>;
    ModuleLoader(Sources& sources, diag::Sink& sink, ReadFile read, std::string project_root);

    /// The root module; nothing when the file cannot be read (reported).
    const Module* load_root(const std::string& path);
    [[nodiscard]] const std::vector<std::unique_ptr<Module>>& modules() const { return modules_; }

  private:
    const Module* load(const std::string& path, const std::string& shown, SourceRange use_site);
    void declare_names(Module& module);
    void follow_uses(Module& module);
    void import(Module& module, const ast::Use& use);
    bool is_outside(const ast::Use& use);
    void report_cycle(const std::string& path, SourceRange use_site);
    [[nodiscard]] std::string resolve(const Module& importer, const std::string& written) const;

    Sources& sources_;
    diag::Sink& sink_;
    ReadFile read_;
    std::string project_root_;
    std::vector<std::unique_ptr<Module>> modules_;
    std::vector<std::string> loading_;
};

/// The text of a module of the standard library that is inside the binary.
[[nodiscard]] std::optional<std::string_view> standard_module(std::string_view path);

} // namespace expc::sema
