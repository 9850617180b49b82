// SPDX-License-Identifier: MIT
// Values of names and members: columns, declarations, inputs, `self`, `run`, and units of
// quantities.
#include "compiler/base/match.hpp"
#include "compiler/parse/readable.hpp"
#include "compiler/sema/evaluate_calls.hpp"
#include "compiler/sema/evaluator.hpp"
#include "compiler/sema/walk.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace expc::sema {

namespace {

Value unit_of(const Value& quantity, std::string_view unit) {
    if (const auto* duration = quantity.get_if<algebra::Duration>()) {
        const auto milliseconds = static_cast<double>(duration->milliseconds);
        if (unit == "milliseconds") return Value::of(duration->milliseconds);
        return Value::of(milliseconds / (unit == "seconds"   ? 1e3
                                         : unit == "minutes" ? 6e4
                                                             : 3.6e6));
    }
    const auto* size = quantity.get_if<algebra::Size>();
    if (size == nullptr) return {};
    if (unit == "bytes") return Value::of(size->bytes);
    return Value::of(static_cast<double>(size->bytes) / (unit == "MiB" ? 1048576.0 : 1073741824.0));
}

} // namespace

Value resource_default(std::string_view name) {
    if (name == "cpus" || name == "nodes" || name == "tasks") return Value::of(std::int64_t{1});
    if (name == "gpus") return Value::of(std::int64_t{0});
    return name == "gpu_share" ? Value::of(1.0) : Value();
}

Value Evaluator::evaluate_name(ExprRef e, const ast::NameUse& node, const Environment& env) {
    for (auto local = env.locals.rbegin(); local != env.locals.rend(); ++local) {
        if (local->first == node.name) return local->second;
    }
    if (env.row != nullptr) {
        if (auto value = env.row->find(node.name)) return *std::move(value);
        if (node.name == "params") return Value::record(env.row->all());
    }
    if (node.name == "old" && env.old != nullptr) return *env.old;
    for (const auto& [name, value] : env.specials) {
        if (name == node.name) return value;
    }
    if (node.name == "params") return Value::record({});
    if (node.name == "attempt")
        return text_of({algebra::RuntimePart{algebra::RuntimeKind::attempt, "", nullptr, 0}});
    const auto symbol = e.module->find(node.name);
    if (!symbol || symbol->is_module) return {};
    const auto* definition = std::get_if<ast::Definition>(&symbol->get().node);
    if (definition != nullptr && definition->kind == ast::Kind::mount && env.platform != nullptr) {
        const auto place = env.platform->mount_place(definition->name.text);
        const Value mount = value_of(*symbol);
        const auto* fields = mount.get_if<algebra::Shared<algebra::Record>>();
        if (place && fields != nullptr) {
            algebra::Record placed = **fields;
            for (auto& [name, value] : placed) {
                if (name == "at") value = *place;
            }
            return Value::record(std::move(placed));
        }
    }
    return value_of(*symbol);
}

Value Evaluator::value_of(const Symbol& symbol) {
    if (const auto known = values_.find(symbol); known != values_.end()) {
        failed_ = failed_ || broken_.contains(symbol);
        return known->second;
    }
    const bool had_failed = failed_;
    if (std::ranges::find(evaluating_, symbol) != evaluating_.end()) return {};
    evaluating_.push_back(symbol);
    const Module& module = *symbol.module;
    const Value value = match(
        symbol.get().node,
        [&](const ast::Let& let) {
            const ExprRef content{&module, let.value};
            Value content_value = evaluate(content, {});
            check_rule(symbol, let.type, {}, content_value, content.range());
            return content_value;
        },
        [&](const ast::Input& input) { return evaluate_input(symbol, input); },
        [](const ast::Secret& secret) {
            return text_of(
                {algebra::RuntimePart{algebra::RuntimeKind::secret, secret.name.text, nullptr, 0}});
        },
        [&](const ast::Definition& definition) {
            if (definition.kind == ast::Kind::space || definition.kind == ast::Kind::experiment ||
                definition.kind == ast::Kind::platform)
                return Value();
            const auto object = checker_.object(symbol);
            if (object == nullptr) return Value();
            Environment environment;
            environment.self = object.get();
            algebra::Record fields = {{"", Value::text(definition.name.text)}};
            const Value content = evaluate(object->root, environment);
            if (const auto* inner = content.get_if<algebra::Shared<algebra::Record>>()) {
                for (const auto& field : **inner) {
                    if (!field.first.empty()) fields.push_back(field);
                }
            }
            if (definition.kind == ast::Kind::mount && field_of(content, "mode") == nullptr)
                fields.emplace_back("mode", Value::text("ro"));
            return Value::record(std::move(fields));
        },
        [](const auto&) { return Value(); });
    evaluating_.pop_back();
    if (had_failed) return value;
    if (failed_) broken_.insert(symbol);
    values_.insert_or_assign(symbol, value);
    return value;
}

Value Evaluator::evaluate_input(const Symbol& symbol, const ast::Input& input) {
    const Module& module = *symbol.module;
    Value value;
    if (const auto given = given_.find(symbol); given != given_.end()) {
        value = given->second;
    } else {
        const ExprRef default_value{&module, input.default_value};
        const auto* call =
            default_value ? std::get_if<ast::Call>(&default_value.get().node) : nullptr;
        const bool reads_environment =
            call != nullptr && call->callee.text == "env" && !call->arguments.empty();
        std::optional<std::string> found;
        if (reads_environment) {
            const Value name = evaluate(default_value.at(call->arguments.front().value), {});
            found = surroundings_.environment(name.as_text());
        }
        if (!default_value || (reads_environment && !found)) {
            missing_.push_back(symbol);
            if (inputs_are_required_) {
                auto report = fail(diag::Code::E0903, input.name.range, input.name.text);
                if (report && reads_environment)
                    report->here("its variable is not set in the environment");
                if (report) report->help(fmt::format("set it: `--set {}=...`", input.name.text));
            }
            failed_ = true;
            return {};
        }
        const auto unreadable = found ? parse::find_unreadable(*found) : std::nullopt;
        if (unreadable) {
            fail(diag::Code::E0904, default_value.range(), input.name.text, unreadable->reason);
            return {};
        }
        const SourceRange place = default_value.range();
        if (found && !check_path(checker_.resolve(module, input.type), *found, place)) return {};
        value = found ? Value::text(*found) : evaluate(default_value, {});
    }
    check_rule(symbol, input.type, {&module, input.rule}, value,
               input.default_value ? module.file.exprs[input.default_value].range
                                   : input.name.range);
    return value;
}

bool is_named_by_run(const Value& value) {
    using enum algebra::RuntimeKind;
    const auto* text = value.get_if<algebra::RuntimeText>();
    return text != nullptr && std::ranges::all_of(*text->parts, [](const algebra::TextPart& part) {
               const auto* runtime = std::get_if<algebra::RuntimePart>(&part);
               return runtime != nullptr &&
                      (runtime->kind == run_id || runtime->kind == run_index ||
                       runtime->kind == run_name);
           });
}

const Value* part_of_run(const Value& value) {
    if (value.get_if<algebra::RuntimeText>() != nullptr) return &value;
    const Value* found = nullptr;
    const auto holds_one = [&](const Value& inner) {
        found = part_of_run(inner);
        return found != nullptr;
    };
    if (const auto* list = value.get_if<algebra::Shared<algebra::List>>())
        static_cast<void>(std::ranges::find_if(**list, holds_one));
    if (const auto* record = value.get_if<algebra::Shared<algebra::Record>>())
        static_cast<void>(std::ranges::find_if(
            **record, [&](const auto& field) { return holds_one(field.second); }));
    return found;
}

bool Evaluator::holds(ExprRef condition, const Environment& environment) {
    const Value value = evaluate(condition, environment);
    const bool* answer = value.get_if<bool>();
    return answer != nullptr && *answer;
}

bool Evaluator::take_question() {
    const bool asked = asks_for_run_;
    asks_for_run_ = false;
    if (asked) recover();
    return asked;
}

bool Evaluator::refuses(const Value& value, ExprRef place, std::string_view user) {
    const std::string shown = fmt::format("`{}`", checker_.source_text(place.range()));
    if (!is_named_by_run(value)) {
        fail(diag::Code::E0314, place.range(), shown, fmt::format("what `{}` takes", user));
        return true;
    }
    if (may_ask_for_run_ && !failed_) {
        asks_for_run_ = true;
        failed_ = true;
        return true;
    }
    auto report = fail(diag::Code::E0313, place.range(),
                       fmt::format("{} is another one in every run, and `{}` is computed before "
                                   "there are runs",
                                   shown, user));
    if (report)
        report->help(fmt::format("a run's name and numbers may stand as words and in texts, "
                                 "`\"${{{}}}\"`; what depends on them is for the program",
                                 checker_.source_text(place.range())));
    return true;
}

bool Evaluator::check_path(const Type& type, const std::string& text, SourceRange place) {
    const Type path = required(type);
    const bool must_be_absolute =
        path.is(TypeKind::platform_path) || path.is(TypeKind::container_path);
    if (!must_be_absolute || text.starts_with('/')) return true;
    if (auto report = fail(diag::Code::E0316, place, "absolute", text))
        report->here(fmt::format("{} begins with `/`", with_article(path)));
    return false;
}

Value Evaluator::evaluate_member(ExprRef e, const ast::Member& node, const Environment& env) {
    const std::vector<std::string_view> chain = member_chain(e);
    const std::string_view first = chain.empty() ? std::string_view() : chain.front();
    if (env.self != nullptr) {
        if (first == "self") return evaluate_self(e, std::span(chain).subspan(1), env);
        if (first == "outputs" || first == "inputs") return evaluate_self(e, chain, env);
    }
    if (chain.size() == 2 && first == "run") return run_part(chain.back(), env);
    const ExprRef base_expression = e.at(node.base);
    if (const auto* call = std::get_if<ast::Call>(&base_expression.get().node)) {
        const std::string& callee = call->callee.text;
        const bool is_upstream = callee == "each" || callee == "all" || callee == "gather";
        if (is_upstream && env.platform != nullptr) {
            if (const auto value = env.platform->upstream(base_expression, node.name.text, env.row))
                return *value;
            failed_ = true;
            return {};
        }
    }
    if (const auto* use = std::get_if<ast::NameUse>(&base_expression.get().node)) {
        const auto symbol = e.module->find(use->name);
        if (symbol && symbol->is_module) {
            const auto found = symbol->module->names.find(node.name.text);
            return found != symbol->module->names.end() ? value_of(found->second) : Value();
        }
    }
    const Value base = evaluate(base_expression, env);
    if (const Value* field = field_of(base, node.name.text)) return *field;
    if (base.get_if<algebra::Shared<algebra::Record>>() != nullptr) return {};
    return unit_of(base, node.name.text);
}

namespace {

/// What a field of an experiment that is not given stands for.
Value default_value(const Field& field) {
    if (field.type.is(TypeKind::list)) return Value::list({});
    if (field.type.is(TypeKind::map)) return Value::record({});
    if (!field.type.is(TypeKind::integer)) return {};
    std::int64_t number = 0;
    for (const char c : field.default_text)
        if (c >= '0' && c <= '9') number = number * 10 + (c - '0');
    return Value::of(number);
}

} // namespace

Value Evaluator::evaluate_self(ExprRef e, std::span<const std::string_view> path,
                               const Environment& env) {
    const Object& object = *env.self;
    const std::string key = fmt::format("{}", fmt::join(path, "."));
    const auto here = std::pair(&object, key);
    const auto again = std::ranges::find(resolving_, here);
    if (again != resolving_.end()) {
        report_circle(e, {again, resolving_.end()});
        return {};
    }
    if (path.size() == 3 && path[0] == "inputs" && path[2] == "listfile")
        return text_of({algebra::RuntimePart{algebra::RuntimeKind::run_dir, "", nullptr, 0},
                        algebra::TextPart(fmt::format("/inputs/{}.list", path[1]))});
    const FieldNode* node = &object.root;
    std::size_t depth = 0;
    while (depth < path.size() && node->child(path[depth]) != nullptr)
        node = node->child(path[depth++]);
    Environment inner = env;
    inner.locals.clear();
    resolving_.push_back(here);
    Value value;
    if (depth > 0)
        value = evaluate(*node, inner);
    else if (const Field* field = checker_.schema().find("experiment", path.front()))
        value = default_value(*field);
    resolving_.pop_back();
    const bool is_missing_resource = path.size() == 2 && path.front() == "resources" && depth < 2;
    for (; depth > 0 && depth < path.size(); ++depth) {
        const Value* field = field_of(value, path[depth]);
        if (field == nullptr && is_missing_resource) break;
        value = field != nullptr ? Value(*field) : unit_of(value, path[depth]);
    }
    if (is_missing_resource && depth < 2) return resource_default(path[1]);
    return value;
}

void Evaluator::report_circle(ExprRef place, std::vector<OwnField> circle) {
    const bool is_new = !in_circles_.contains(circle.front());
    in_circles_.insert(circle.begin(), circle.end());
    circle.push_back(circle.front());
    std::vector<std::string> chain;
    for (const auto& [owner, name] : circle)
        chain.push_back("self." + name);
    auto report = is_new ? fail(diag::Code::E0206, place.range(), chain.front()) : std::nullopt;
    if (report) report->note(fmt::format("the chain: {}", fmt::join(chain, " -> ")));
    failed_ = true;
}

Value Evaluator::run_part(std::string_view name, const Environment& env) {
    using enum algebra::RuntimeKind;
    if (env.run != nullptr && name == "id") return Value::text(env.run->id);
    if (env.run != nullptr && name == "index") return Value::of(env.run->index);
    if (env.run != nullptr && name == "name") return Value::text(env.run->name);
    const auto part = [](algebra::RuntimeKind kind) {
        return text_of({algebra::RuntimePart{kind, "", nullptr, 0}});
    };
    if (name == "id") return part(run_id);
    if (name == "index") return part(run_index);
    if (name == "name") return part(run_name);
    if (name == "dir") return part(run_dir);
    if (name == "node") return part(algebra::RuntimeKind::node);
    return part(job_id);
}

Value CallEvaluator::run_env(const Arguments& arguments) {
    const Value name = argument(arguments, "name", 0);
    const Value fallback = argument(arguments, "default", 1);
    if (name.get_if<algebra::Text>() == nullptr) return {};
    if (!is_variable_name(name.as_text())) {
        evaluator_.fail(diag::Code::E0606, arguments.find("name", 0).range(), name.as_text());
        return {};
    }
    algebra::RuntimePart part{algebra::RuntimeKind::variable, name.as_text(), nullptr, 0};
    if (fallback.get_if<algebra::Text>() != nullptr)
        part.fallback = std::make_shared<const std::string>(fallback.as_text());
    return text_of({part});
}

Value Evaluator::evaluate_index(ExprRef e, const ast::Index& node, const Environment& env) {
    const Value base = evaluate(e.at(node.base), env);
    const Value index = evaluate(e.at(node.index), env);
    if (failed_ || !is_known(index, e.at(node.index), "[...]")) return {};
    if (const auto* list = base.get_if<algebra::Shared<algebra::List>>()) {
        const auto* position = index.get_if<std::int64_t>();
        const auto size = static_cast<std::int64_t>((*list)->size());
        if (position != nullptr && *position >= 0 && *position < size)
            return (**list)[static_cast<std::size_t>(*position)];
        fail(diag::Code::E0313, e.range(),
             fmt::format("index {} is outside a list of {}", algebra::display(index), size));
        return {};
    }
    if (index.get_if<algebra::Text>() == nullptr) return {};
    if (const Value* field = field_of(base, index.as_text())) return *field;
    fail(diag::Code::E0216, e.range(), checker_.source_text(e.at(node.base).range()),
         index.as_text());
    return {};
}

} // namespace expc::sema
