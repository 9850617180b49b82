// SPDX-License-Identifier: MIT
#include "compiler/sema/walk.hpp"

#include "compiler/ast/walk.hpp"

#include <algorithm>

namespace expc::sema {

namespace {

void add_free(ExprRef e, std::vector<std::string>& bound, std::vector<FreeName>& found) {
    if (!e) return;
    const ast::Expr& expr = e.get();
    if (const auto* use = std::get_if<ast::NameUse>(&expr.node)) {
        const bool is_bound = std::ranges::find(bound, use->name) != bound.end();
        const bool is_known = std::ranges::find(found, use->name, &FreeName::name) != found.end();
        if (!is_bound && !is_known) found.push_back({use->name, expr.range});
        return;
    }
    const auto inside = [&](const std::string& name, ExprRef body) {
        bound.push_back(name);
        add_free(body, bound, found);
        bound.pop_back();
    };
    if (const auto* let = std::get_if<ast::LetIn>(&expr.node)) {
        add_free(e.at(let->value), bound, found);
        return inside(let->name.text, e.at(let->body));
    }
    if (const auto* node = std::get_if<ast::Comprehension>(&expr.node)) {
        add_free(e.at(node->source), bound, found);
        if (node->condition) inside(node->name.text, e.at(node->condition));
        return inside(node->name.text, e.at(node->value));
    }
    for_each_part(e, [&](ExprRef part) { add_free(part, bound, found); });
}

} // namespace

void for_each_part(const Module& module, const ast::Entry& entry,
                   const std::function<void(ExprRef)>& visit) {
    ast::for_each_child(entry, [&](ast::ExprId id) { visit({&module, id}); });
}

void for_each_part(ExprRef e, const std::function<void(ExprRef)>& visit) {
    ast::for_each_child(e.get(), [&](ast::ExprId id) { visit(e.at(id)); });
}

std::vector<FreeName> free_names(ExprRef expression) {
    std::vector<std::string> bound;
    std::vector<FreeName> found;
    add_free(expression, bound, found);
    return found;
}

std::vector<std::string_view> member_chain(ExprRef e) {
    if (const auto* use = std::get_if<ast::NameUse>(&e.get().node)) return {use->name};
    const auto* member = std::get_if<ast::Member>(&e.get().node);
    if (member == nullptr) return {};
    std::vector<std::string_view> chain = member_chain(e.at(member->base));
    if (!chain.empty()) chain.push_back(member->name.text);
    return chain;
}

bool uses_name(ExprRef expression, std::string_view name) {
    return expression && std::ranges::any_of(free_names(expression), [&](const FreeName& used) {
               return used.name == name;
           });
}

} // namespace expc::sema
