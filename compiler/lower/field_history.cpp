// SPDX-License-Identifier: MIT
#include "compiler/lower/field_history.hpp"

#include "compiler/sema/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace expc::lower {

namespace {

class History {
  public:
    explicit History(const Sources& sources) : sources_(sources) {}

    /// The layers of the node at `path` below `node`, and of what a layer above it replaced.
    void add(const sema::FieldNode& node, std::span<const std::string> path, LayerKind kind) {
        if (path.empty()) {
            add_value(node, kind);
        } else if (const sema::FieldNode* child = node.child(path.front())) {
            add(*child, path.subspan(1), kind);
        }
        if (node.old != nullptr) add(*node.old, path, LayerKind::before);
    }

    /// Names are looked up in turn, so that what a name stands for is explained too.
    std::vector<Layer> take() {
        for (std::size_t i = 0; i < values_.size(); ++i) {
            const sema::ExprRef value = values_[i];
            for (const sema::FreeName& name : sema::free_names(value))
                add_name(*value.module, name.name);
        }
        return std::move(layers_);
    }

  private:
    void add_value(const sema::FieldNode& node, LayerKind kind) {
        for (auto more = node.appended.rbegin(); more != node.appended.rend(); ++more)
            add_layer(LayerKind::appended, more->range(), *more);
        if (node.value)
            add_layer(kind, node.value.range(), node.value);
        else if (node.is_record)
            layers_.push_back(
                {kind, node.range, std::string(sources_.text(node.range)), std::nullopt});
    }
    void add_layer(LayerKind kind, SourceRange place, sema::ExprRef value) {
        layers_.push_back({kind, place, std::string(sources_.text(place)), std::nullopt});
        values_.push_back(value);
    }
    void add_name(const sema::Module& module, const std::string& name) {
        const auto symbol = module.find(name);
        if (!symbol || symbol->is_module || !seen_.insert(*symbol).second) return;
        const ast::Declaration& declaration = symbol->get();
        Layer layer{LayerKind::name, declaration.range, name, symbol};
        if (const auto* let = std::get_if<ast::Let>(&declaration.node)) {
            const sema::ExprRef value{symbol->module, let->value};
            layer.text += fmt::format(" = {}", sources_.text(value.range()));
            values_.push_back(value);
        }
        layers_.push_back(std::move(layer));
    }

    const Sources& sources_;
    std::vector<Layer> layers_;
    std::vector<sema::ExprRef> values_; ///< whose names are explained
    std::set<sema::Symbol> seen_;
};

} // namespace

std::vector<Layer> field_history(const sema::Object& object, std::span<const std::string> path,
                                 const Sources& sources) {
    History history(sources);
    history.add(object.root, path, LayerKind::given);
    return history.take();
}

} // namespace expc::lower
