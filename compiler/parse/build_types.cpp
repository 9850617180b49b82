// SPDX-License-Identifier: MIT
#include "compiler/parse/ast_builder.hpp"

namespace expc::parse {

ast::TypeId AstBuilder::add_type(SourceRange place, TypeNode node) {
    return file_.types.add({place, std::move(node)});
}

ast::TypeId AstBuilder::type(NodeIndex node) {
    const NodeKind kind = kind_of(node);
    if (kind == NodeKind::record_type) return record_type(node);
    if (kind == NodeKind::literal_union) return literal_union(node);
    if (kind == NodeKind::named_type) return named_type(node);
    Cursor child = children(node);
    ast::TypeId result = type(child.take());
    for (bool is_optional = false; child.is_at(NodeKind::optional_mark); is_optional = true) {
        const NodeIndex mark = child.take();
        if (!is_optional)
            result = add_type(range(tree_[node].begin, tree_[mark].end), ast::OptionalType{result});
    }
    return result;
}

ast::TypeId AstBuilder::named_type(NodeIndex node) {
    Cursor child = children(node);
    const NodeIndex word = child.take();
    if (child.is_done()) return add_type(range_of(node), ast::NamedType{name(word)});
    ast::GenericType result{name(word), {}};
    while (!child.is_done())
        result.arguments.push_back(type(child.take()));
    return add_type(range_of(node), std::move(result));
}

ast::TypeId AstBuilder::record_type(NodeIndex node) {
    ast::RecordType result;
    for (Cursor child = children(node); !child.is_done();) {
        Cursor field = children(child.take());
        const NodeIndex field_name = field.take();
        result.fields.push_back({name(field_name), type(field.take())});
    }
    return add_type(range_of(node), std::move(result));
}

ast::TypeId AstBuilder::literal_union(NodeIndex node) {
    ast::LiteralUnion result;
    for (Cursor child = children(node); !child.is_done();)
        result.values.push_back(name(child.take()));
    return add_type(range_of(node), std::move(result));
}

} // namespace expc::parse
