// SPDX-License-Identifier: MIT
// Axes and samples: lists of values, ranges that stay ranges, and draws from distributions.
#include "compiler/parse/readable.hpp"
#include "compiler/sema/space_builder.hpp"

#include "compiler/sema/builtins.hpp"
#include "compiler/sema/check_calls.hpp"
#include "compiler/sema/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace expc::sema {

namespace {

/// Equal for equal values, also 1 and 1.0.
std::string canonical(const Value& value) {
    const auto* real = value.get_if<double>();
    const bool is_whole = real != nullptr && std::trunc(*real) == *real && std::abs(*real) < 9e15;
    return is_whole ? fmt::format("{}", static_cast<std::int64_t>(*real))
                    : algebra::to_json(value, true);
}

std::optional<double> number_of(const Value& value) {
    if (const auto* whole = value.get_if<std::int64_t>()) return static_cast<double>(*whole);
    const auto* real = value.get_if<double>();
    return real != nullptr ? std::optional(*real) : std::nullopt;
}

bool has_value(const algebra::Domain& domain, const Value& value) {
    const auto* whole = value.get_if<std::int64_t>();
    return std::ranges::any_of(domain.pieces, [&](const auto& piece) {
        if (const auto* values = std::get_if<std::vector<Value>>(&piece))
            return std::ranges::find(*values, value) != values->end();
        const auto& range = std::get<algebra::IntRange>(piece);
        if (whole == nullptr || *whole < range.first) return false;
        const auto distance =
            static_cast<std::uint64_t>(*whole) - static_cast<std::uint64_t>(range.first);
        return distance < range.count; // ranges of axes count in ones
    });
}

} // namespace

std::optional<algebra::AxisSpec> SpaceBuilder::axis_spec(const SpaceItem& item,
                                                         const ast::Axis& axis) {
    const ast::Name& name = axis.alias ? *axis.alias : axis.name;
    auto domain = axis_domain({item.module, axis.values}, name);
    if (!domain) return std::nullopt;
    algebra::AxisSpec spec{axis.name.text, name.text, std::move(*domain), name.range, std::nullopt};
    const ExprRef own_was{item.module, axis.was};
    const ExprRef was = own_was ? own_was : item.former_was;
    if (was) spec.was = evaluator_.evaluate(was, {});
    if (own_was && !evaluator_.failed() && !has_value(spec.domain, *spec.was)) {
        auto report = evaluator_.fail(
            diag::Code::E0313, own_was.range(),
            fmt::format("`{}` has no value {}", name.text, algebra::display(*spec.was)));
        if (report)
            report->label(ExprRef{item.module, axis.values}.range(), "its values")
                .help("`was` names the value whose runs keep their ids: add it to the values, or "
                      "leave `was` out");
    }
    return evaluator_.failed() ? std::nullopt : std::optional(std::move(spec));
}

std::optional<algebra::Domain> SpaceBuilder::axis_domain(ExprRef values, const ast::Name& name) {
    const auto empty = [&]() {
        if (auto report = evaluator_.fail(diag::Code::E0508, name.range, name.text))
            report->label(values.range(), "is empty");
    };
    if (const auto* range = std::get_if<ast::Range>(&values.get().node)) {
        const Value low = evaluator_.evaluate(values.at(range->low), {});
        const Value high = evaluator_.evaluate(values.at(range->high), {});
        const auto* first = low.get_if<std::int64_t>();
        const auto* last = high.get_if<std::int64_t>();
        if (first == nullptr || last == nullptr) return std::nullopt;
        const bool is_empty = range->includes_high ? *last < *first : *last <= *first;
        if (is_empty) {
            empty();
            return std::nullopt;
        }
        const std::uint64_t length = static_cast<std::uint64_t>(*last) -
                                     static_cast<std::uint64_t>(*first) +
                                     (range->includes_high ? 1U : 0U);
        return algebra::Domain{{algebra::IntRange{*first, 1, length}}};
    }
    const Value list = evaluator_.evaluate(values, {});
    const auto* elements = list.get_if<algebra::Shared<algebra::List>>();
    if (elements == nullptr) return std::nullopt;
    if (part_of_run(list) != nullptr) {
        evaluator_.fail(diag::Code::E0301, values.range(),
                        evaluator_.checker().source_text(values.range()));
        return std::nullopt;
    }
    if ((*elements)->empty()) {
        empty();
        return std::nullopt;
    }
    if (!check_repeats(values, name, **elements)) return std::nullopt;
    return algebra::Domain{{**elements}};
}

bool SpaceBuilder::check_repeats(ExprRef values, const ast::Name& name,
                                 const std::vector<Value>& list) {
    std::unordered_map<std::string, std::size_t> seen;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto [first, is_new] = seen.emplace(canonical(list[i]), i);
        if (is_new) continue;
        const auto* literal = std::get_if<ast::List>(&values.get().node);
        const bool is_written_out = literal != nullptr && literal->elements.size() == list.size();
        const SourceRange place = is_written_out ? literal->elements[i].range : values.range();
        auto report =
            evaluator_.fail(diag::Code::E0509, place, fmt::format("axis `{}`", name.text));
        if (!report) return false;
        report->here(fmt::format("{} again", algebra::display(list[i])));
        if (is_written_out) report->label(literal->elements[first->second].range, "first here");
        report->help("to run the same values several times, add an axis such as `repeat in 0..<3`");
        return false;
    }
    return true;
}

std::optional<std::int64_t> SpaceBuilder::argument(const SpaceDescription& description,
                                                   std::string_view name, std::size_t position) {
    const Arguments arguments(description.block,
                              std::get<ast::SpaceBlock>(description.block.get().node).arguments);
    const ExprRef found = arguments.find(name, position);
    const Value value = found ? evaluator_.evaluate(found, {}) : Value();
    const auto* whole = value.get_if<std::int64_t>();
    return whole != nullptr ? std::optional(*whole) : std::nullopt;
}

std::optional<algebra::RandomSpec> SpaceBuilder::random_spec(const SpaceItem& item,
                                                             const ast::RandomAxis& axis) {
    const ExprRef distribution{item.module, axis.distribution};
    const auto* call = std::get_if<ast::Call>(&distribution.get().node);
    const Builtin* builtin = call != nullptr ? find_builtin(call->callee.text) : nullptr;
    if (builtin == nullptr) return std::nullopt;
    std::vector<Value> values;
    for (const ast::Argument& argument : call->arguments)
        values.push_back(evaluator_.evaluate(distribution.at(argument.value), {}));
    if (evaluator_.failed()) return std::nullopt;
    const ast::Name& name = axis.alias ? *axis.alias : axis.name;
    algebra::RandomSpec spec{axis.name.text, name.text, name.range, {}, std::nullopt};
    const auto wrong = [&](std::string_view problem) {
        evaluator_.fail(diag::Code::E0313, distribution.range(), problem);
        return std::nullopt;
    };
    if (builtin->id == BuiltinId::choice) {
        const auto list = *values.front().get_if<algebra::Shared<algebra::List>>();
        if (list->empty()) return wrong("`choice` needs values to choose from");
        spec.support = list->size();
        spec.draw = [list](double u) {
            return (*list)[static_cast<std::size_t>(u * static_cast<double>(list->size()))];
        };
        return spec;
    }
    const double low = *number_of(values[0]);
    const double high = *number_of(values[1]);
    if (builtin->id == BuiltinId::normal) {
        if (high <= 0) return wrong("`normal` needs a deviation above 0");
        spec.draw = [low, high](double u) {
            return Value::of(algebra::round_to_12_digits(low + high * algebra::normal_quantile(u)));
        };
        return spec;
    }
    if (high <= low) return wrong("the upper end must be above the lower end");
    if (builtin->id == BuiltinId::randint) {
        const std::int64_t first = *values[0].get_if<std::int64_t>();
        spec.support = static_cast<std::uint64_t>(*values[1].get_if<std::int64_t>()) -
                       static_cast<std::uint64_t>(first);
        spec.draw = [first, low, high](double u) {
            return Value::of(first + static_cast<std::int64_t>(std::floor(u * (high - low))));
        };
        return spec;
    }
    if (builtin->id == BuiltinId::uniform) {
        spec.draw = [low, high](double u) {
            return Value::of(algebra::round_to_12_digits(low + u * (high - low)));
        };
        return spec;
    }
    if (low <= 0) return wrong("`loguniform` needs ends above 0");
    spec.draw = [low, high](double u) {
        return Value::of(algebra::round_to_12_digits(
            std::exp(std::log(low) + u * (std::log(high) - std::log(low)))));
    };
    return spec;
}

namespace {

/// A drawn row: the finite columns by ordinal, the random ones by value, derived ones computed when
/// asked for.
class DrawnRow : public Row {
  public:
    DrawnRow(const algebra::Space& finite, const SpaceDescription& description,
             Evaluator& evaluator)
        : finite_(finite), description_(description), evaluator_(evaluator) {}

    void add(std::string alias) { drawn_.emplace_back(std::move(alias), Value()); }
    void set(std::span<const algebra::Ordinal> ordinals, std::span<const Value> values) {
        finite_.set(ordinals);
        for (std::size_t i = 0; i < values.size(); ++i)
            drawn_[i].second = values[i];
    }
    [[nodiscard]] std::optional<Value> find(std::string_view name) const override {
        for (const auto& [alias, value] : drawn_) {
            if (alias == name) return value;
        }
        if (auto value = finite_.find(name)) return value;
        for (const SpaceItem& item : description_.items) {
            const auto* assign = std::get_if<ast::Assign>(&item.entry->node);
            if (assign == nullptr || assign->path.front().text != name) continue;
            Environment environment;
            environment.row = this;
            return evaluator_.evaluate(ExprRef{item.module, assign->value}, environment);
        }
        return std::nullopt;
    }
    [[nodiscard]] algebra::Record all() const override {
        algebra::Record record = finite_.all();
        for (const auto& [alias, value] : drawn_)
            record.emplace_back(alias, value);
        return record;
    }

  private:
    SpaceRow finite_;
    const SpaceDescription& description_;
    Evaluator& evaluator_;
    std::vector<std::pair<std::string, Value>> drawn_;
};

/// Drawn rows are kept one by one, unlike the rows of a product.
constexpr std::int64_t sample_limit = 10'000'000;

} // namespace

SpaceBuilder::Built SpaceBuilder::build_sample(const SpaceDescription& description) {
    const auto n = argument(description, "n", 0);
    const auto seed = argument(description, "seed", 1);
    if (!n || !seed) return std::nullopt;
    if (*n < 1) {
        evaluator_.fail(diag::Code::E0313, description.range,
                        fmt::format("`sample` draws at least one row, not {}", *n));
        return std::nullopt;
    }
    if (*n > sample_limit) {
        evaluator_.fail(diag::Code::E0313, description.range,
                        fmt::format("`sample` draws at most {} rows, not {}", sample_limit, *n));
        return std::nullopt;
    }
    std::vector<algebra::Space> parts;
    std::vector<algebra::RandomSpec> random;
    for (const SpaceItem& item : description.items) {
        const auto* axis = std::get_if<ast::RandomAxis>(&item.entry->node);
        if (axis != nullptr) {
            auto spec = random_spec(item, *axis);
            if (!spec) return std::nullopt;
            random.push_back(std::move(*spec));
        }
        const bool is_axis = std::holds_alternative<ast::Axis>(item.entry->node);
        if (item.nested == nullptr && !is_axis) continue;
        if (is_axis && is_refused_guard(item, "sample")) return std::nullopt;
        auto part = item_space(item);
        if (!part) return std::nullopt;
        parts.push_back(std::move(*part));
    }
    auto finite = unwrap(algebra::product(std::move(parts), algebra::Order::last_fastest),
                         description.range, "this sample");
    if (!finite) return std::nullopt;

    DrawnRow row(*finite, description, evaluator_);
    for (const algebra::RandomSpec& spec : random)
        row.add(spec.alias);
    Environment environment;
    environment.row = &row;
    const auto accept = [&](std::span<const algebra::Ordinal> ordinals,
                            std::span<const Value> values) {
        row.set(ordinals, values);
        for (const SpaceItem& item : description.items) {
            const auto* filter = std::get_if<ast::Filter>(&item.entry->node);
            if (filter == nullptr || item.nested != nullptr) continue;
            evaluator_.forget_steps();
            const Value answer =
                evaluator_.evaluate(ExprRef{item.module, filter->condition}, environment);
            const bool* holds = answer.get_if<bool>();
            if (holds == nullptr || *holds == filter->excludes) return false;
        }
        return true;
    };
    auto space = unwrap(algebra::sampled(static_cast<std::uint64_t>(*n), *seed, *finite,
                                         std::move(random), accept, description.range),
                        description.range, fmt::format("{}", *n));
    if (!space || evaluator_.failed()) return std::nullopt;
    space = add_derived(std::move(*space), description);
    return space ? in_declared_order(std::move(*space), description) : std::nullopt;
}

namespace {

/// What a name of a declared space stands for; other expressions stand for themselves.
ExprRef declared_space(ExprRef expression) {
    const auto* use = std::get_if<ast::NameUse>(&expression.get().node);
    const auto symbol = use != nullptr ? expression.module->find(use->name) : std::nullopt;
    if (!symbol || symbol->is_module) return expression;
    const auto* definition = std::get_if<ast::Definition>(&symbol->get().node);
    const bool is_space = definition != nullptr && definition->kind == ast::Kind::space &&
                          ExprRef{symbol->module, definition->value};
    return is_space ? ExprRef{symbol->module, definition->value} : expression;
}

} // namespace

std::shared_ptr<const algebra::Space> Evaluator::space_of(ExprRef use) {
    if (failed_) return nullptr;
    const ExprRef expression = declared_space(use);
    if (const auto known = spaces_.find(expression); known != spaces_.end()) return known->second;
    const auto description = SpaceReader(*this).read(expression);
    if (description == nullptr && !failed_ && !sink().has_errors())
        fail(diag::Code::E0302, use.range(), "a space by its name, or written out",
             "another expression");
    return space_of(expression, description);
}

std::shared_ptr<const algebra::Space>
Evaluator::space_of(ExprRef expression, const std::shared_ptr<SpaceDescription>& description) {
    auto space = description != nullptr ? SpaceBuilder(*this).build(*description) : std::nullopt;
    if (!space) failed_ = true;
    auto shared = space ? std::make_shared<const algebra::Space>(std::move(*space)) : nullptr;
    if (shared != nullptr) spaces_.emplace(expression, shared);
    return shared;
}

std::optional<std::string> Evaluator::read_data(ExprRef place, const std::string& path) {
    const std::string& importer = place.module->path;
    const std::size_t slash = importer.rfind('/');
    const bool is_relative = !path.starts_with('/') && slash != std::string::npos;
    const auto text =
        surroundings_.read_file(is_relative ? importer.substr(0, slash + 1) + path : path);
    const auto unreadable = text ? parse::find_unreadable(text.value()) : std::nullopt;
    if (text && !unreadable) return text.value();
    fail(diag::Code::E0311, place.range(), path,
         unreadable ? unreadable->reason : text.failure().message);
    return std::nullopt;
}

} // namespace expc::sema
