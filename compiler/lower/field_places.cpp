// SPDX-License-Identifier: MIT
#include "compiler/lower/field_places.hpp"

namespace expc::lower {
namespace {

void add_places(const sema::FieldNode& node, const std::string& prefix, ir::FieldPlaces& places) {
    for (const sema::FieldNode& child : node.children) {
        const std::string name = prefix + child.name;
        places.emplace(name, child.range);
        add_places(child, name + ".", places);
    }
}

} // namespace

ir::FieldPlaces field_places(const sema::Object& object) {
    ir::FieldPlaces places;
    add_places(object.root, "", places);
    return places;
}

} // namespace expc::lower
