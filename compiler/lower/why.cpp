// SPDX-License-Identifier: MIT
// `expc why`: where the value of a field comes from.
#include "compiler/diagnostics/similar.hpp"
#include "compiler/lower/field_history.hpp"
#include "compiler/lower/program_state.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace expc {

using sema::Object;

namespace {

std::vector<std::string> split_path(std::string_view text) {
    std::vector<std::string> path(1);
    for (const char c : text) {
        if (c == '.')
            path.emplace_back();
        else
            path.back() += c;
    }
    return path;
}

std::string_view note_of(lower::LayerKind kind) {
    switch (kind) {
    case lower::LayerKind::appended: return "appended";
    case lower::LayerKind::before: return "before";
    case lower::LayerKind::given:
    case lower::LayerKind::name: return "";
    }
    return "";
}

/// The field at the end of a path below an object; a sentence where there is none.
Result<const sema::Field*> field_at(const sema::Schema& schema, const Object& object,
                                    std::span<const std::string> path) {
    std::vector<std::string> owners = {std::string(sema::owner_of(object.kind))};
    if (!object.root.constructor.empty()) owners.push_back(object.root.constructor);
    const sema::Field* field = nullptr;
    for (const std::string& segment : path) {
        field = nullptr;
        std::vector<std::string> known;
        for (const std::string& owner : owners) {
            if (field == nullptr) field = schema.find(owner, segment);
            const std::vector<std::string> names = schema.field_names(owner);
            known.insert(known.end(), names.begin(), names.end());
        }
        if (field == nullptr) {
            if (known.empty()) return Failure{fmt::format("`{}` has no fields", owners.back())};
            const auto similar = diag::most_similar(segment, known);
            return Failure{
                fmt::format("`{}` has no field `{}`{}", owners.back(), segment,
                            similar ? fmt::format("; did you mean `{}`?", *similar)
                                    : fmt::format("; its fields: {}", fmt::join(known, ", ")))};
        }
        const bool is_record = field->type.is(sema::TypeKind::constructed);
        owners = {is_record ? std::string(field->type.name()) : std::string(segment)};
    }
    return field;
}

} // namespace

std::vector<std::shared_ptr<const Object>> Program::State::objects_named(const std::string& name) {
    const auto symbol = root->find(name);
    const bool is_target =
        symbol && !symbol->is_module && std::holds_alternative<ast::Target>(symbol->get().node);
    if (symbol && !symbol->is_module && !is_target) {
        const sema::Module* module = settings.expression("why", name, *root);
        const auto* let = module != nullptr
                              ? std::get_if<ast::Let>(&module->file.declarations.front().node)
                              : nullptr;
        if (let == nullptr) return {};
        const sema::ExprRef value{module, let->value};
        sema::Scope scope;
        scope.module = module;
        auto object = object_of(value, checker.infer(value, scope));
        if (object == nullptr) return {};
        return {std::move(object)};
    }
    for (const ast::Declaration& declaration : root->file.declarations) {
        const auto* target = std::get_if<ast::Target>(&declaration.node);
        if (target == nullptr) continue;
        auto objects = checker.read_target(*root, *target, declaration.range);
        if (!objects || objects->name != name) continue;
        objects->experiments.push_back(objects->platform);
        return std::move(objects->experiments);
    }
    return {};
}

std::string Program::State::without_fields(const std::string& name) {
    const std::string wanted = "name an experiment, a platform, resources, a container, a mount or "
                               "a target";
    if (root->find(name))
        return fmt::format("`{}` has no fields in {}: {}", name, options.path, wanted);
    std::vector<std::string> known;
    for (const ast::Declaration& declaration : root->file.declarations) {
        const auto* definition = std::get_if<ast::Definition>(&declaration.node);
        const auto* target = std::get_if<ast::Target>(&declaration.node);
        const auto objects = target != nullptr
                                 ? checker.read_target(*root, *target, declaration.range)
                                 : std::nullopt;
        if (objects) known.push_back(objects->name);
        if (definition != nullptr && definition->kind != ast::Kind::space)
            known.push_back(definition->name.text);
    }
    const auto similar = diag::most_similar(name, known);
    return fmt::format("there is no `{}` in {}; {}", name, options.path,
                       similar ? fmt::format("did you mean `{}`?", *similar)
                       : known.empty()
                           ? wanted
                           : fmt::format("what has fields: {}", fmt::join(known, ", ")));
}

FieldOrigin::Step Program::State::step_of(const lower::Layer& layer) {
    FieldOrigin::Step step;
    const SourceFile& file = sources[layer.place.file];
    step.file = file.path;
    // What stands on the command line has no line.
    if (!file.path.starts_with("--")) step.at = file.locate(layer.place.begin);
    step.text = layer.text;
    step.note = note_of(layer.kind);
    if (!layer.symbol) return step;
    const auto* input = std::get_if<ast::Input>(&layer.symbol->get().node);
    if (input == nullptr) return step;
    const auto is_set = [&](const std::string& setting) {
        return setting.starts_with(input->name.text + "=");
    };
    step.text += " = " + algebra::display(evaluator.value_of(*layer.symbol));
    evaluator.recover();
    step.note = std::ranges::any_of(options.sets, is_set)        ? "input, by --set"
                : std::ranges::any_of(options.set_files, is_set) ? "input, by --set-file"
                                                                 : "input, its default";
    return step;
}

Result<FieldOrigin> Program::why(std::string_view field) {
    std::vector<std::string> path = split_path(field);
    const std::string name = path.front();
    path.erase(path.begin());
    const auto objects = state_->objects_named(name);
    if (objects.empty()) return Failure{state_->without_fields(name)};
    if (path.empty()) return Failure{fmt::format("say which field of it: {}.FIELD", name)};
    FieldOrigin origin{std::string(field), {}, {}};
    std::optional<Failure> unknown;
    for (const auto& object : objects) {
        for (const lower::Layer& layer : lower::field_history(*object, path, state_->sources))
            origin.steps.push_back(state_->step_of(layer));
        if (!origin.steps.empty()) return origin;
        const auto known = field_at(state_->schema, *object, path);
        if (!known) {
            if (!unknown) unknown = known.failure();
            continue;
        }
        if (known.value()->presence == sema::Presence::has_default)
            origin.default_text = std::string(known.value()->default_text);
        return origin;
    }
    return *unknown;
}

} // namespace expc
