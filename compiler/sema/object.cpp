// SPDX-License-Identifier: MIT
#include "compiler/sema/object.hpp"
#include "compiler/ast/print.hpp"
#include "compiler/diagnostics/elision.hpp"
#include "compiler/diagnostics/similar.hpp"
#include "compiler/sema/repeated_fields.hpp"

#include "compiler/base/match.hpp"

#include <algorithm>

namespace expc::sema {

namespace {

/// A field is found by looking at all of them.
constexpr std::size_t most_fields = 10'000;

/// Names that are expanded where they stand; references to other kinds keep their identity.
bool is_expanded(const Symbol& symbol) {
    if (symbol.is_module) return false;
    const auto* definition = std::get_if<ast::Definition>(&symbol.get().node);
    return definition != nullptr && definition->kind == ast::Kind::resources;
}

const ast::Definition* definition_of(const Symbol& symbol, ast::Kind kind) {
    if (symbol.is_module) return nullptr;
    const auto* definition = std::get_if<ast::Definition>(&symbol.get().node);
    return definition != nullptr && definition->kind == kind ? definition : nullptr;
}

bool is_let(const Symbol& symbol) {
    return !symbol.is_module && std::holds_alternative<ast::Let>(symbol.get().node);
}

bool is_script(ExprRef value) {
    const auto* constructor = value ? std::get_if<ast::Constructor>(&value.get().node) : nullptr;
    return constructor != nullptr && constructor->name.text == "bash";
}

FieldNode& child_for(FieldNode& node, const ast::Name& name) {
    const auto found = std::ranges::find(node.children, name.text, &FieldNode::name);
    if (found != node.children.end()) return *found;
    node.children.push_back({});
    node.children.back().name = name.text;
    node.children.back().name_range = name.range;
    return node.children.back();
}

std::optional<Symbol> symbol_of(ExprRef expression) {
    const ast::Expr& node = expression.get();
    if (const auto* use = std::get_if<ast::NameUse>(&node.node))
        return expression.module->find(use->name);
    const auto* member = std::get_if<ast::Member>(&node.node);
    if (member == nullptr) return std::nullopt;
    const auto* base = std::get_if<ast::NameUse>(&expression.at(member->base).get().node);
    if (base == nullptr) return std::nullopt;
    const auto alias = expression.module->find(base->name);
    if (!alias || !alias->is_module) return std::nullopt;
    return alias->module->find(member->name.text);
}

/// A field that is an expression and nothing more.
FieldNode leaf(ExprRef expression) {
    FieldNode node;
    node.value = expression;
    node.range = expression.range();
    return node;
}

} // namespace

void report_long_chain(diag::Sink& sink, SourceRange name, std::string_view things) {
    sink.report(diag::Code::E0312, name,
                fmt::format("{} {}, each of which needs the next", chain_limit, things));
}

const FieldNode* FieldNode::child(std::string_view wanted) const {
    const auto found = std::ranges::find(children, wanted, &FieldNode::name);
    return found == children.end() ? nullptr : &*found;
}

const FieldNode* FieldNode::find(std::span<const std::string_view> path) const {
    const FieldNode* node = this;
    for (const std::string_view segment : path) {
        node = node->child(segment);
        if (node == nullptr) return nullptr;
    }
    return node;
}

std::shared_ptr<const Object> ObjectReader::read(const Symbol& symbol) {
    const ast::Declaration& declaration = symbol.get();
    const auto& definition = std::get<ast::Definition>(declaration.node);
    const auto read_before = known_ != nullptr ? known_->find(symbol) : ReadObjects::iterator();
    if (known_ != nullptr && read_before != known_->end() && read_before->second != nullptr)
        return read_before->second;
    const auto again = std::ranges::find(reading_, symbol);
    if (again != reading_.end()) {
        circle_.assign(again, reading_.end());
        std::string chain;
        for (const Symbol& member : circle_)
            chain += declared_name(member.get())->text + " -> ";
        sink_.report(diag::Code::E0206, definition.name.range, definition.name.text)
            .note("the chain: " + chain + definition.name.text);
        return nullptr;
    }
    if (reading_.size() >= chain_limit) {
        report_long_chain(sink_, definition.name.range);
        return nullptr;
    }
    reading_.push_back(symbol);
    auto object = build({symbol.module, definition.value}, definition.kind);
    reading_.pop_back();
    if (!object) return nullptr;
    object->name = definition.name.text;
    object->name_range = definition.name.range;
    object->module = symbol.module;
    object->doc = declaration.doc;
    apply_overrides(*object, symbol);
    auto shared = std::make_shared<const Object>(*std::move(object));
    if (known_ != nullptr) known_->insert_or_assign(symbol, shared);
    return shared;
}

void ObjectReader::apply_overrides(Object& object, const Symbol& declaration) {
    if (object.kind == ast::Kind::experiment || object.kind == ast::Kind::platform) return;
    for (const Override& override_ : overrides_) {
        const auto named = override_.module->names.find(override_.object);
        if (named != override_.module->names.end() && named->second == declaration)
            apply(object, *override_.module, {*override_.entry});
    }
}

std::shared_ptr<const Object> ObjectReader::read(ExprRef expression, ast::Kind kind) {
    const auto symbol = symbol_of(expression);
    if (symbol && definition_of(*symbol, kind) != nullptr) return read(*symbol);
    auto object = build(expression, kind);
    return object ? std::make_shared<const Object>(*std::move(object)) : nullptr;
}

std::optional<Object> ObjectReader::build(ExprRef expression, ast::Kind kind) {
    if (const auto* with = std::get_if<ast::With>(&expression.get().node)) {
        auto object = build(expression.at(with->base), kind);
        if (!object) return std::nullopt;
        if (object->layers == chain_limit) {
            sink_.report(diag::Code::E0312, expression.range(),
                         fmt::format("{} layers of `with`", chain_limit));
            return object;
        }
        ++object->layers;
        apply(*object, *expression.module, with->block.entries);
        return object;
    }
    const auto symbol = symbol_of(expression);
    if (symbol && definition_of(*symbol, kind) != nullptr) {
        const auto named = read(*symbol);
        return named != nullptr ? std::optional(*named) : std::nullopt;
    }
    if (symbol && is_let(*symbol)) return build_let(*symbol, kind);
    return build_block(expression, kind);
}

/// Whether a `let` needs itself or stands at the end of too long a chain, which the checker of its
/// type reports.
bool ObjectReader::is_endless(const Symbol& let) const {
    return reading_.size() >= chain_limit || std::ranges::find(reading_, let) != reading_.end();
}

/// The object that a `let` is another name for.
std::optional<Object> ObjectReader::build_let(const Symbol& symbol, ast::Kind kind) {
    if (is_endless(symbol)) return std::nullopt;
    reading_.push_back(symbol);
    auto object = build({symbol.module, std::get<ast::Let>(symbol.get().node).value}, kind);
    reading_.pop_back();
    return object;
}

namespace {

/// `lr in [...]`, or `space { lr in [...] }` without its `=`.
bool is_axis(const ast::Entry& entry) {
    return std::holds_alternative<ast::Axis>(entry.node) ||
           std::holds_alternative<ast::Nested>(entry.node);
}

} // namespace

/// `small { ... }` for `small with { ... }`
std::optional<Object> ObjectReader::build_changed(const Module& module, const Symbol& base,
                                                  const ast::Constructor& changed, ast::Kind kind) {
    const ast::Name& word = changed.name;
    const SourceRange behind{word.range.file, word.range.end, word.range.end};
    sink_.report(diag::Code::E0100, word.range, fmt::format("`with` after `{}`", word.text), "`{`")
        .fix(fmt::format("write `{} with {{ ... }}`", word.text), {{behind, " with"}});
    if (is_let(base)) return build_let(base, kind);
    const auto named = read(base);
    if (named == nullptr) return std::nullopt;
    std::optional<Object> object(*named);
    apply(*object, module, changed.block.entries);
    return object;
}

/// `{ ... }` or `slurm { ... }`
std::optional<Object> ObjectReader::build_block(ExprRef expression, ast::Kind kind) {
    const ast::Expr& node = expression.get();
    const auto* record = std::get_if<ast::Record>(&node.node);
    const auto* constructor = std::get_if<ast::Constructor>(&node.node);
    if (record == nullptr && constructor == nullptr) return std::nullopt;
    const auto base =
        constructor != nullptr ? expression.module->find(constructor->name.text) : std::nullopt;
    if (base && (is_let(*base) || definition_of(*base, kind) != nullptr))
        return build_changed(*expression.module, *base, *constructor, kind);
    const auto& entries = (record != nullptr ? record->block : constructor->block).entries;
    Object object;
    object.kind = kind;
    object.module = expression.module;
    object.name_range = node.range;
    object.root.range = node.range;
    object.root.is_record = true;
    const bool has_kinds = kind == ast::Kind::platform || kind == ast::Kind::mount;
    if (constructor != nullptr && !has_kinds) {
        const ast::Name& word = constructor->name;
        auto report = sink_.report(diag::Code::E0116, word.range, word.text,
                                   "only platforms and mounts have a word before their braces");
        std::vector<std::string> declared;
        for (const auto& [name, symbol] : expression.module->names)
            declared.push_back(name);
        const auto similar = diag::most_similar(word.text, std::move(declared));
        if (similar)
            report.suggestion(fmt::format("a changed `{0}` is `{0} with {{ ... }}`", *similar),
                              {{word.range, *similar + " with"}});
        else
            report.fix("leave it out", {{word.range, ""}});
    } else if (constructor != nullptr) {
        object.root.constructor = constructor->name.text;
        object.root.name_range = constructor->name.range;
    }
    add_entries(object.root, *expression.module, entries, false, &object.rules);
    object.has_axes = record != nullptr && std::ranges::any_of(entries, is_axis);
    return object;
}

void ObjectReader::apply(Object& object, const Module& module,
                         const std::vector<ast::Entry>& entries) {
    add_entries(object.root, module, entries, true, &object.rules);
}

FieldNode ObjectReader::flatten(ExprRef expression) {
    FieldNode node;
    const ast::Expr& expr = expression.get();
    node.range = expr.range;
    if (const auto* record = std::get_if<ast::Record>(&expr.node)) {
        node.is_record = true;
        add_entries(node, *expression.module, record->block.entries, false, nullptr);
        return node;
    }
    if (const auto* constructor = std::get_if<ast::Constructor>(&expr.node);
        constructor != nullptr && !is_script(expression)) {
        node.is_record = true;
        node.constructor = constructor->name.text;
        add_entries(node, *expression.module, constructor->block.entries, false, nullptr);
        return node;
    }
    if (const auto* with = std::get_if<ast::With>(&expr.node)) {
        node = flatten(expression.at(with->base));
        add_entries(node, *expression.module, with->block.entries, true, nullptr);
        return node;
    }
    if (const auto symbol = symbol_of(expression); symbol && is_expanded(*symbol)) {
        if (const auto object = read(*symbol)) {
            node = object->root;
            node.range = expr.range;
            return node;
        }
    }
    if (const auto symbol = symbol_of(expression); symbol && is_let(*symbol)) {
        FieldNode named = flatten_let(*symbol);
        if (named.is_record || is_script(named.value)) {
            named.range = expr.range;
            return named;
        }
    }
    return leaf(expression);
}

/// The record or script that a `let` writes out; empty where it is something else.
FieldNode ObjectReader::flatten_let(const Symbol& symbol) {
    if (is_endless(symbol)) return {};
    reading_.push_back(symbol);
    FieldNode node = flatten({symbol.module, std::get<ast::Let>(symbol.get().node).value});
    reading_.pop_back();
    return node;
}

void ObjectReader::add_entries(FieldNode& node, const Module& module,
                               const std::vector<ast::Entry>& entries, bool is_overlay,
                               std::vector<Rule>* rules) {
    if (is_overlay) report_repeated_fields(sink_, module, entries);
    node.children.reserve(node.children.size() + entries.size());
    for (const ast::Entry& entry : entries) {
        if (node.children.size() >= most_fields) {
            sink_.report(diag::Code::E0116, entry.range, ast::print_head(entry),
                         fmt::format("a record has at most {} fields", most_fields));
            return;
        }
        match(
            entry.node, [](const ast::Invalid&) {},
            [&](const ast::Assign& field) { assign(node, module, entry, field, is_overlay); },
            [&](const ast::Unset& field) { unset(node, module, field); },
            [&](const ast::Spread& source) {
                spread(node, ExprRef{&module, source.value});
            },
            [&](const ast::Require& rule) {
                if (rules != nullptr) {
                    rules->push_back({{&module, rule.condition},
                                      {&module, rule.guard},
                                      {&module, rule.message},
                                      entry.range});
                    return;
                }
                sink_.report(diag::Code::E0116, entry.range, "require",
                             "rules belong to experiments, platforms and targets");
            },
            [&](const ast::Nested& nested) {
                add_nested(node, module, entry, ExprRef{&module, nested.space});
            },
            [&](const ast::Axis&) {
                sink_
                    .report(diag::Code::E0116, entry.range, ast::print_head(entry),
                            "a record takes `field = value` only")
                    .help("axes are entries of a space: `space = product { lr in [0.1, 0.2] }`");
            },
            [&](const auto&) {
                sink_.report(diag::Code::E0116, entry.range, ast::print_head(entry),
                             "a record takes `field = value` only");
            });
    }
}

/// `product { ... }` and `resources { ... }` where a field is wanted: read as the field that they
/// most likely are.
void ObjectReader::add_nested(FieldNode& node, const Module& module, const ast::Entry& entry,
                              ExprRef value) {
    constexpr std::string_view rule = "a record takes `field = value` only";
    if (const auto* space = std::get_if<ast::SpaceBlock>(&value.get().node)) {
        const SourceRange begin{entry.range.file, entry.range.begin, entry.range.begin};
        sink_.report(diag::Code::E0116, space->keyword, "a space", rule)
            .fix("name the field: `space = ...`", {{begin, "space = "}});
        assign(node, module, entry, {{{"space", begin}}, false, value.id}, false);
        return;
    }
    const auto* constructor = std::get_if<ast::Constructor>(&value.get().node);
    if (constructor == nullptr) {
        constexpr std::size_t most_shown = 40;
        sink_.report(diag::Code::E0116, entry.range,
                     diag::elided(ast::print(module.file, value.id), most_shown), rule);
        return;
    }
    const SourceRange name = constructor->name.range;
    const std::string between = constructor->name.text == "space" ? " = product" : " =";
    sink_.report(diag::Code::E0116, name, constructor->name.text + " {", rule)
        .fix(fmt::format("`{}{} {{ ... }}`", constructor->name.text, between),
             {{{name.file, name.end, name.end}, between}});
}

void ObjectReader::assign(FieldNode& root, const Module& module, const ast::Entry& entry,
                          const ast::Assign& field, bool is_overlay) {
    FieldNode* target = &root;
    for (const ast::Name& segment : field.path) {
        target->is_record = target->is_record || !target->value;
        target = &child_for(*target, segment);
    }
    const ExprRef value{&module, field.value};
    if (field.appends) return append(*target, value);
    const bool is_repeated = !is_overlay && !target->is_empty();
    if (is_repeated) {
        sink_.report(diag::Code::E0204, field.path.back().range, field.path.back().text)
            .here("second value")
            .label(target->name_range, "first value");
        return;
    }
    std::shared_ptr<const FieldNode> before;
    const std::string name = target->name;
    if (!target->is_empty()) before = std::make_shared<FieldNode>(std::move(*target));
    // A space is no record: what `with` does to its axes only the checker of spaces knows.
    const bool is_space = field.path.size() == 1 && name == "space";
    *target = is_space ? leaf(value) : flatten(value);
    target->name = name;
    target->name_range = field.path.back().range;
    if (target->range.file == SourceId{}) target->range = entry.range;
    target->is_changed = is_overlay;
    if (before != nullptr) target->old = std::move(before);
}

} // namespace expc::sema
