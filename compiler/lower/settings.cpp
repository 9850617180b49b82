// SPDX-License-Identifier: MIT
#include "compiler/lower/settings.hpp"

#include "compiler/diagnostics/similar.hpp"
#include "compiler/parse/parse.hpp"
#include "compiler/parse/readable.hpp"

#include <boost/filesystem/path.hpp>
#include <fmt/ranges.h>

#include <algorithm>

namespace expc::lower {

namespace {

using sema::ExprRef;
using sema::TypeKind;
using sema::Value;

void add_inputs(const sema::Module& module, const std::string& prefix,
                std::vector<NamedInput>& inputs) {
    for (std::uint32_t index = 0; index < module.file.declarations.size(); ++index) {
        const auto* input = std::get_if<ast::Input>(&module.file.declarations[index].node);
        if (input != nullptr)
            inputs.push_back({prefix + input->name.text, {&module, index, false}});
    }
}

/// The name under which the root file imports a module, or the file's stem.
std::string prefix_of(const sema::Module& module, const sema::Module& root) {
    for (const auto& [name, symbol] : root.names) {
        if (symbol.is_module && symbol.module == &module) return name;
    }
    return boost::filesystem::path(module.path).stem().string();
}

/// Whether a declaration has fields that an override can replace.
bool has_fields(const sema::Symbol& symbol) {
    if (symbol.is_module) return false;
    if (std::holds_alternative<ast::Target>(symbol.get().node)) return true;
    const auto* definition = std::get_if<ast::Definition>(&symbol.get().node);
    return definition != nullptr && definition->kind != ast::Kind::space;
}

/// Whether `TARGET.train.resources` names an experiment behind the target; `begin` is behind the
/// dot.
bool names_experiment(const sema::Module& root, const sema::Schema& schema, const std::string& path,
                      std::size_t begin) {
    const std::size_t end = path.find('.', begin);
    const auto symbol = end != std::string::npos ? root.names.find(path.substr(begin, end - begin))
                                                 : root.names.end();
    if (symbol == root.names.end() || symbol->second.is_module) return false;
    const auto* definition = std::get_if<ast::Definition>(&symbol->second.get().node);
    const bool is_field = schema.find("experiment", symbol->first) != nullptr;
    return !is_field && definition != nullptr && definition->kind == ast::Kind::experiment;
}

bool takes_text_verbatim(const sema::Type& type) {
    return sema::is_text_like(sema::required(type));
}

} // namespace

std::vector<NamedInput> all_inputs(const sema::Module& root,
                                   const std::vector<std::unique_ptr<sema::Module>>& modules) {
    std::vector<NamedInput> inputs;
    add_inputs(root, "", inputs);
    for (const auto& module : modules) {
        if (module.get() != &root) add_inputs(*module, prefix_of(*module, root) + ".", inputs);
    }
    return inputs;
}

sema::Module& Settings::add_module(const std::string& shown, const sema::Module& root,
                                   ast::File file) {
    modules_.emplace_back();
    sema::Module& module = modules_.back();
    module.path = shown;
    module.file = std::move(file);
    module.names = root.names;
    module.used.resize(module.file.declarations.size());
    module.float_literals.resize(module.file.exprs.size());
    return module;
}

const sema::Module* Settings::expression(const std::string& shown, std::string_view text,
                                         const sema::Module& root) {
    const std::size_t before = evaluator_.sink().error_count();
    const SourceId source = sources_.add(shown, std::string(text));
    sema::Module& module =
        add_module(shown, root, parse::parse_expression(sources_, source, evaluator_.sink()));
    return evaluator_.sink().error_count() == before ? &module : nullptr;
}

std::optional<std::pair<std::string, std::string>> Settings::split(const std::string& option,
                                                                   const std::string& setting) {
    const std::size_t equals = setting.find('=');
    if (equals != std::string::npos && equals > 0)
        return std::pair(setting.substr(0, equals), setting.substr(equals + 1));
    const SourceId source = sources_.add(option, setting);
    evaluator_.sink().report(diag::Code::E0100,
                             {source, 0, static_cast<std::uint32_t>(setting.size())},
                             "`name=value`", fmt::format("`{}`", setting));
    return std::nullopt;
}

void Settings::set_inputs(const CompileOptions& options, const Surroundings& surroundings,
                          const std::vector<NamedInput>& inputs) {
    for (const std::string& setting : options.sets) {
        const auto parts = split("--set", setting);
        if (!parts) continue;
        const SourceId source = sources_.add("--set", setting);
        set_input(parts->first, parts->second,
                  {source, 0, static_cast<std::uint32_t>(parts->first.size())}, inputs);
    }
    for (const std::string& setting : options.set_files) {
        const auto parts = split("--set-file", setting);
        if (!parts) continue;
        const SourceId source = sources_.add("--set-file", setting);
        const SourceRange place{source, 0, static_cast<std::uint32_t>(setting.size())};
        const auto content = surroundings.read_file(parts->second);
        if (!content)
            evaluator_.sink().report(diag::Code::E0311, place, parts->second,
                                     content.failure().message);
        else
            set_input(parts->first, content.value(), place, inputs);
    }
}

void Settings::set_input(const std::string& name, const std::string& text, SourceRange place,
                         const std::vector<NamedInput>& inputs) {
    const auto found = std::ranges::find(inputs, name, &NamedInput::name);
    if (found == inputs.end()) {
        std::vector<std::string> known;
        for (const NamedInput& input : inputs)
            known.push_back(input.name);
        auto report = evaluator_.sink().report(diag::Code::E0902, place, name);
        if (const auto similar = diag::most_similar(name, known))
            report.help(
                fmt::format("an input with a similar name exists: `--set {}={}`", *similar, text));
        else if (!known.empty())
            report.note(fmt::format("inputs: {}", fmt::join(known, ", ")));
        else
            report.note("this program declares no inputs");
        return;
    }
    if (const auto unreadable = parse::find_unreadable(text)) {
        evaluator_.sink().report(diag::Code::E0904, place, name, unreadable->reason);
        return;
    }
    const sema::Symbol& symbol = found->symbol;
    const auto& input = std::get<ast::Input>(symbol.get().node);
    const sema::Type type = evaluator_.checker().resolve(*symbol.module, input.type);
    Value value;
    if (takes_text_verbatim(type)) {
        const sema::Type inner = sema::required(type);
        const bool is_known = !inner.is(TypeKind::literals) ||
                              std::ranges::find(inner.names(), text) != inner.names().end();
        if (!is_known) {
            auto report =
                evaluator_.sink().report(diag::Code::E0308, place, text, sema::to_string(inner));
            if (const auto similar = diag::most_similar(text, inner.names()))
                report.help(fmt::format("did you mean `--set {}={}`?", name, *similar));
            return;
        }
        if (!evaluator_.check_path(type, text, place)) return evaluator_.recover();
        value = Value::text(text);
    } else {
        const std::size_t before = evaluator_.sink().size();
        const std::optional<Value> read = read_value(name, text, type, *symbol.module);
        if (!read) return report_unreadable(name, type, place, before);
        value = *read;
    }
    if (!evaluator_.failed())
        evaluator_.check_rule(symbol, input.type, {symbol.module, input.rule}, value, place);
    if (!evaluator_.failed()) evaluator_.set_input(symbol, value);
    evaluator_.recover();
}

std::optional<Value> Settings::read_value(const std::string& name, const std::string& text,
                                          const sema::Type& type, const sema::Module& user) {
    const sema::Module* module = expression("--set " + name, text, user);
    if (module == nullptr) return std::nullopt;
    const auto* let = std::get_if<ast::Let>(&module->file.declarations.front().node);
    if (let == nullptr) return std::nullopt;
    sema::Scope scope;
    scope.module = module;
    const std::size_t before = evaluator_.sink().error_count();
    evaluator_.checker().expect({module, let->value}, scope, type, name);
    if (evaluator_.sink().error_count() != before) return std::nullopt;
    return evaluator_.evaluate(ExprRef{module, let->value}, {});
}

/// Says what is wrong with the value as a mistake of the setting that gave it.
void Settings::report_unreadable(const std::string& name, const sema::Type& type, SourceRange place,
                                 std::size_t reported_before) {
    const std::vector<diag::Diagnostic> causes = evaluator_.sink().withdraw(reported_before);
    const auto size = static_cast<std::uint32_t>(sources_[place.file].text.size());
    const bool has_value_behind = place.end + 1 < size;
    if (has_value_behind) place = {place.file, place.end + 1, size};
    const std::string cause = causes.empty() ? "it is no expression" : causes.front().title;
    evaluator_.sink()
        .report(diag::Code::E0904, place, name, cause)
        .here(fmt::format("{} is expected", sema::with_article(type)));
}

void Settings::read_overrides(const std::vector<std::string>& overrides, const sema::Module& root) {
    for (const std::string& setting : overrides) {
        const auto parts = split("--override", setting);
        if (!parts) continue;
        // The object may be a target such as `mnist@laptop`, which is no name of the language.
        const std::size_t dot = parts->first.find('.');
        const SourceId source = sources_.add("--override", setting);
        if (dot == std::string::npos || dot == 0) {
            evaluator_.sink().report(diag::Code::E0905,
                                     {source, 0, static_cast<std::uint32_t>(parts->first.size())},
                                     parts->first, "write `EXPERIMENT.field=value`");
            continue;
        }
        std::string blanked = setting;
        std::fill_n(blanked.begin(), dot + 1, ' ');
        const std::size_t before = evaluator_.sink().error_count();
        const SourceId text = sources_.add("--override", blanked);
        sema::Module& module = add_module(
            "--override", root, parse::parse_assignment(sources_, text, evaluator_.sink()));
        if (evaluator_.sink().error_count() != before || module.file.declarations.empty()) continue;
        const auto* test = std::get_if<ast::Test>(&module.file.declarations.front().node);
        if (test == nullptr || test->block.entries.empty()) continue;
        const std::string object = parts->first.substr(0, dot);
        const auto symbol = root.names.find(object);
        const bool is_target = object.find('@') != std::string::npos;
        if (symbol == root.names.end() && !is_target) {
            std::vector<std::string> known;
            for (const auto& [name, other] : root.names)
                known.push_back(name);
            auto report = evaluator_.sink().report(
                diag::Code::E0905, {source, 0, static_cast<std::uint32_t>(dot)}, object,
                "there is no experiment, platform or target of that name");
            if (const auto similar = diag::most_similar(object, known))
                report.help(fmt::format("a similar name exists: `{}`", *similar));
            continue;
        }
        if (!is_target && !has_fields(symbol->second)) {
            evaluator_.sink().report(diag::Code::E0905,
                                     {source, 0, static_cast<std::uint32_t>(dot)}, object,
                                     "only experiments, platforms and targets have fields");
            continue;
        }
        const bool is_behind_target =
            is_target || std::holds_alternative<ast::Target>(symbol->second.get().node);
        if (is_behind_target &&
            names_experiment(root, evaluator_.checker().schema(), parts->first, dot + 1)) {
            const std::string rest = setting.substr(setting.find('.', dot + 1));
            evaluator_.sink()
                .report(diag::Code::E0905,
                        {source, 0, static_cast<std::uint32_t>(parts->first.size())}, parts->first,
                        "behind a target stands a field of its experiments")
                .help(fmt::format("in all experiments of this target: `{}{}`", object, rest));
            continue;
        }
        evaluator_.checker().overrides.push_back({object, &module, &test->block.entries.front()});
    }
}

} // namespace expc::lower
