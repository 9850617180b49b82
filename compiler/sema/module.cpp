// SPDX-License-Identifier: MIT
#include "compiler/sema/module.hpp"

#include "compiler/base/match.hpp"
#include "compiler/diagnostics/similar.hpp"
#include "compiler/parse/parse.hpp"

#include <boost/filesystem/path.hpp>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace expc::sema {

namespace {

constexpr std::array<std::string_view, 7> never_redeclared = {"self",    "run", "params", "inputs",
                                                              "outputs", "it",  "total"};

std::vector<std::string> names_of(const Module& module) {
    std::vector<std::string> names;
    for (const auto& declaration : module.file.declarations) {
        if (const ast::Name* name = declared_name(declaration)) names.push_back(name->text);
    }
    return names;
}

bool is_name_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Adds every word of the text that could be a name.
void add_names(std::string_view text, std::unordered_set<std::string>& names) {
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = std::ranges::find_if(text.substr(at), is_name_character);
        const auto end = std::find_if_not(begin, text.substr(at).end(), is_name_character);
        names.emplace(begin, end);
        at = static_cast<std::size_t>(end - text.begin());
    }
    names.erase("");
}

/// Of modules that use each other: each is read while the one before it still is.
constexpr std::size_t longest_chain = 100;

} // namespace

const ast::Expr& ExprRef::get() const {
    return module->file.exprs[id];
}
SourceRange ExprRef::range() const {
    return get().range;
}
const ast::Declaration& Symbol::get() const {
    return module->file.declarations[declaration];
}

std::optional<Symbol> Module::find(const std::string& name) const {
    const auto found = names.find(name);
    if (found == names.end()) return std::nullopt;
    if (!found->second.is_module) found->second.module->used[found->second.declaration] = true;
    if (imported.contains(name)) import_used[name] = true;
    return found->second;
}

bool is_partly_unread(const Module& module, SourceRange record) {
    return std::ranges::any_of(module.file.skipped, [&](SourceRange skipped) {
        return skipped.file == record.file && record.begin <= skipped.begin &&
               skipped.begin < record.end;
    });
}

const ast::Name* declared_name(const ast::Declaration& declaration) {
    return match(
        declaration.node, [](const ast::Invalid&) -> const ast::Name* { return nullptr; },
        [](const ast::Use&) -> const ast::Name* { return nullptr; },
        [](const ast::Test&) -> const ast::Name* { return nullptr; },
        [](const ast::Target& target) -> const ast::Name* {
            return target.name ? &*target.name : nullptr;
        },
        [](const auto& named) -> const ast::Name* { return &named.name; });
}

std::string_view kind_name(const ast::Declaration& declaration) {
    constexpr std::array<std::string_view, 6> kinds = {"space",     "resources", "mount",
                                                       "container", "platform",  "experiment"};
    return match(
        declaration.node, [](const ast::Invalid&) -> std::string_view { return "declaration"; },
        [](const ast::Use&) -> std::string_view { return "import"; },
        [](const ast::Input&) -> std::string_view { return "input"; },
        [](const ast::Secret&) -> std::string_view { return "secret"; },
        [](const ast::Let&) -> std::string_view { return "let"; },
        [](const ast::Fn&) -> std::string_view { return "function"; },
        [](const ast::TypeAlias&) -> std::string_view { return "type"; },
        [&](const ast::Definition& definition) {
            return kinds[static_cast<std::size_t>(definition.kind)];
        },
        [](const ast::Target&) -> std::string_view { return "target"; },
        [](const ast::Test&) -> std::string_view { return "test"; });
}

ModuleLoader::ModuleLoader(Sources& sources, diag::Sink& sink, ReadFile read,
                           std::string project_root)
    : sources_(sources), sink_(sink), read_(std::move(read)),
      project_root_(std::move(project_root)) {}

const Module* ModuleLoader::load_root(const std::string& path) {
    return load(path, path, {});
}

const Module* ModuleLoader::load(const std::string& path, const std::string& shown,
                                 SourceRange use_site) {
    if (std::ranges::find(loading_, path) != loading_.end()) {
        report_cycle(path, use_site);
        return nullptr;
    }
    const auto known =
        std::ranges::find(modules_, path, [](const auto& module) { return module->path; });
    if (known != modules_.end()) return known->get();

    if (loading_.size() == longest_chain) {
        sink_.report(diag::Code::E0207, use_site, shown,
                     fmt::format("{} modules use each other in a row already", longest_chain));
        return nullptr;
    }
    const bool is_standard = path.starts_with("std/");
    const auto embedded = is_standard ? standard_module(path) : std::nullopt;
    const Result<std::string> text =
        embedded      ? Result<std::string>(std::string(*embedded))
        : is_standard ? Result<std::string>(Failure{"the standard library has no such module"})
                      : read_(path);
    if (!text) {
        sink_.report(diag::Code::E0207, use_site, shown, text.failure().message);
        return nullptr;
    }
    modules_.push_back(std::make_unique<Module>());
    Module& module = *modules_.back();
    module.path = path;
    const SourceId source = sources_.add(path, text.value());
    module.file = parse::parse_file(sources_, source, sink_);
    module.used.resize(module.file.declarations.size());
    module.float_literals.resize(module.file.exprs.size());
    for (const SourceRange& range : module.file.skipped)
        add_names(sources_.text(range), module.unreadable);
    declare_names(module);
    loading_.push_back(path);
    follow_uses(module);
    loading_.pop_back();
    return &module;
}

void ModuleLoader::declare_names(Module& module) {
    for (std::uint32_t index = 0; index < module.file.declarations.size(); ++index) {
        const ast::Declaration& declaration = module.file.declarations[index];
        const ast::Name* name = declared_name(declaration);
        if (name == nullptr || name->text.empty()) continue;
        if (std::ranges::find(never_redeclared, name->text) != never_redeclared.end()) {
            sink_.report(diag::Code::E0213, name->range, name->text,
                         "the language gives it a meaning in every experiment");
        }
        const auto [place, is_new] =
            module.names.emplace(name->text, Symbol{&module, index, false});
        if (is_new) continue;
        const ast::Declaration& first = place->second.get();
        sink_.report(diag::Code::E0203, name->range, name->text)
            .here("second declaration")
            .label(declared_name(first)->range,
                   fmt::format("first declared here, as {}", kind_name(first)));
    }
}

void ModuleLoader::follow_uses(Module& module) {
    for (const ast::Declaration& declaration : module.file.declarations) {
        if (const auto* use = std::get_if<ast::Use>(&declaration.node)) import(module, *use);
    }
}

/// Whether a path begins at the root of the machine: another machine has other files there.
bool ModuleLoader::is_outside(const ast::Use& use) {
    if (!use.path.starts_with('/') || use.path.starts_with("//")) return false;
    sink_
        .report(diag::Code::E0207, use.path_range, use.path,
                "a path is relative to the file that uses it")
        .help("from the folder of the project: `\"//lab/savio.exp\"`");
    return true;
}

void ModuleLoader::import(Module& module, const ast::Use& use) {
    const Module* other =
        is_outside(use) ? nullptr : load(resolve(module, use.path), use.path, use.path_range);
    const auto bind = [&](const ast::Name& name, Symbol symbol) {
        const auto [place, is_new] = module.names.emplace(name.text, symbol);
        if (is_new) {
            module.imported.emplace(name.text, name.range);
            return;
        }
        auto report = sink_.report(diag::Code::E0203, name.range, name.text);
        report.here("imported here");
        if (!place->second.is_module && place->second.module == &module) {
            report.label(declared_name(place->second.get())->range, "declared here");
        }
    };
    if (other == nullptr) {
        if (use.alias) module.unreadable.insert(use.alias->text);
        for (const ast::Name& name : use.names)
            module.unreadable.insert(name.text);
        return;
    }
    if (use.alias) bind(*use.alias, Symbol{other, 0, true});
    for (const ast::Name& name : use.names) {
        const auto found = other->names.find(name.text);
        if (found != other->names.end() && found->second.module == other &&
            !found->second.is_module) {
            bind(name, found->second);
            continue;
        }
        module.unreadable.insert(name.text);
        if (other->unreadable.contains(name.text)) continue;
        auto report = sink_.report(diag::Code::E0208, name.range, use.path, name.text);
        const std::vector<std::string> candidates = names_of(*other);
        if (const auto similar = diag::most_similar(name.text, candidates)) {
            module.unreadable.insert(*similar); // its uses may be spelt well
            report.fix(fmt::format("a declaration with a similar name exists: `{}`", *similar),
                       {{name.range, *similar}});
        } else if (candidates.size() <= 8) {
            report.note(fmt::format("it declares: {}", fmt::join(candidates, ", ")));
        }
    }
}

void ModuleLoader::report_cycle(const std::string& path, SourceRange use_site) {
    auto report = sink_.report(diag::Code::E0209, use_site);
    const auto first = std::ranges::find(loading_, path);
    std::vector<std::string> chain(first, loading_.end());
    chain.push_back(path);
    report.here(fmt::format("closes the circle to `{}`", path));
    report.note(fmt::format("the chain: {}", fmt::join(chain, " -> ")));
}

std::string ModuleLoader::resolve(const Module& importer, const std::string& written) const {
    namespace fs = boost::filesystem;
    if (written.starts_with("std/")) return written.ends_with(".exp") ? written : written + ".exp";
    if (written.starts_with("//"))
        return (fs::path(project_root_) / written.substr(2)).lexically_normal().string();
    return (fs::path(importer.path).parent_path() / written).lexically_normal().string();
}

} // namespace expc::sema
