// SPDX-License-Identifier: MIT
// Types of what an object says of itself: `self.resources.gpus`, `outputs.log`, `inputs.data`.
#include "compiler/sema/check_fields.hpp"

#include <algorithm>

namespace expc::sema {

namespace {

std::vector<std::string> names_of_children(const FieldNode* node) {
    std::vector<std::string> names;
    if (node == nullptr) return names;
    for (const FieldNode& child : node->children)
        names.push_back(child.name);
    return names;
}

} // namespace

std::shared_ptr<const Object> FieldChecker::borrowed() const {
    return {std::shared_ptr<const Object>(), &object_};
}

Type FieldChecker::type_of_path(ExprRef e, const std::vector<ast::Name>& path, const Scope& scope) {
    if (path.empty()) return Type::record({});
    self_ = borrowed();
    if (object_.kind == ast::Kind::experiment && scope.columns != nullptr)
        columns_ = *scope.columns;
    const std::string& first = path.front().text;
    const Field* field = checker_.schema().find(owner(), first);
    if (field == nullptr && object_.kind == ast::Kind::platform)
        field = checker_.schema().find(object_.root.constructor, first);
    if (field == nullptr)
        return checker_.unknown_member("self", path.front(),
                                       checker_.schema().field_names(owner()));
    const FieldNode* node = object_.field(first);
    const bool has_schema = field->type.is(TypeKind::constructed) && field->type.name() != "bash";
    if (has_schema) {
        const std::string& record = field->type.name();
        if (path.size() == 1) return checker_.schema().record(record);
        const Field* inner = checker_.schema().find(record, path[1].text);
        if (inner == nullptr)
            return checker_.unknown_member("self." + first, path[1],
                                           checker_.schema().field_names(record));
        const bool is_given = node != nullptr && node->child(path[1].text) != nullptr;
        const bool may_be_absent = inner->presence == Presence::optional ||
                                   (node == nullptr && field->presence == Presence::optional);
        const Type type = may_be_absent && !is_given && !is_known_present(e, scope)
                              ? Type::optional(inner->type)
                              : inner->type;
        return path.size() > 2 ? checker_.member_of(e, type, path[2], scope) : type;
    }
    if (path.size() == 1) {
        if (field->type.is(TypeKind::one_of)) return Type(TypeKind::anything);
        const bool may_be_absent = node == nullptr && field->presence == Presence::optional;
        return may_be_absent && !is_known_present(e, scope) ? Type::optional(field->type)
                                                            : field->type;
    }
    const FieldNode* child = node != nullptr ? node->child(path[1].text) : nullptr;
    if (child == nullptr && (node != nullptr ? is_partly_unread(*object_.module, node->range)
                                             : is_written_wrongly(first)))
        return {};
    const bool is_no_record = node != nullptr && node->value && node->children.empty();
    if (child == nullptr && first == "inputs" && is_no_record) return {};
    if (child == nullptr) return checker_.unknown_member(first, path[1], names_of_children(node));
    const Type type = type_of_own(e, *child, first);
    // A bare reference is told of where it stands; there it has to name an output.
    if (first == "inputs" && type.is(TypeKind::upstream)) return {};
    return path.size() > 2 ? checker_.member_of(e, type, path[2], scope) : type;
}

/// Whether a field that is not there may be meant by what could not be read or is misspelt, and is
/// told of there.
bool FieldChecker::is_written_wrongly(std::string_view field) const {
    std::vector<std::string_view> given;
    for (const FieldNode& child : object_.root.children)
        given.push_back(child.name);
    return object_.has_axes || is_partly_unread(*object_.module, object_.root.range) ||
           checker_.is_given(owner(), given, field);
}

/// The type of a part of the field `first`, found once however often that field's parts name it;
/// nothing for parts that name each other in a circle, of which the evaluator tells.
Type FieldChecker::type_of_own(ExprRef use, const FieldNode& part, std::string_view first) {
    Checker::OwnParts& own = checker_.own_parts_;
    if (const auto known = own.types.find(&part); known != own.types.end()) return known->second;
    const bool is_circular = std::ranges::find(own.in_work, &part) != own.in_work.end();
    if (is_circular || !part.value || own.is_too_long) return {};
    if (own.in_work.size() >= chain_limit) {
        own.is_too_long = true;
        report_long_chain(checker_.sink(), use.range(), "fields");
        return {};
    }
    own.in_work.push_back(&part);
    const Type wanted(TypeKind::env_value);
    const Type type = checker_.infer(part.value, scope_for(first).in(part.value.module),
                                     first == "env" ? &wanted : nullptr);
    own.in_work.pop_back();
    own.types.emplace(&part, type);
    if (own.in_work.empty()) own.types.clear();
    return type;
}

} // namespace expc::sema
