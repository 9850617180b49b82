// SPDX-License-Identifier: MIT
#include "compiler/backends/text/extra_flags.hpp"

#include "compiler/ir/platform.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace expc::backends {
namespace {

/// `-10` is a number.
bool is_option(const std::string& word) {
    const bool is_number = word.size() > 1 && word[1] >= '0' && word[1] <= '9';
    return word.size() > 1 && word.front() == '-' && word != "--" && !is_number;
}

SourceRange place_of_flags(const ir::Target& target) {
    return ir::place_of(target.platform, "extra_flags");
}

bool holds(const auto& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

/// Refuses an option beside another one, given by a field or before it, of which the client takes
/// one.
bool is_one_too_many(const ir::Target& target, const std::string& name,
                     const std::vector<std::string>& before, const ClientOptions& options,
                     diag::Sink& sink) {
    if (!holds(options.alternatives, name)) return false;
    const auto other =
        std::ranges::find_if(options.alternatives, [&](std::string_view alternative) {
            return alternative != name &&
                   (holds(options.ours, alternative) || holds(before, alternative));
        });
    if (other == options.alternatives.end()) return false;
    auto report = sink.report(
        diag::Code::E0309, place_of_flags(target), "`extra_flags`",
        fmt::format("no `{}` beside `{}`: {} refuses both", name, *other, options.client));
    if (holds(options.ours, *other))
        report.here(fmt::format("`{}` gets `{}` from a field", target.name, *other))
            .help(fmt::format("leave one of them out: `{}` follows from `resources` of the runs",
                              *other));
    return true;
}

/// A word that ends the options of the client.
void refuse(const ir::Target& target, const std::string& word, const std::string* before,
            std::string_view client, diag::Sink& sink) {
    auto report =
        sink.report(diag::Code::E0309, place_of_flags(target), "`extra_flags`",
                    fmt::format("`{}` is no option of {}, nor the value of one", word, client));
    report.here(fmt::format("{} would take it for the job's script", client));
    if (before != nullptr && before->starts_with("--") && before->find('=') == std::string::npos)
        report.help(
            fmt::format("if it belongs to `{0}`, write one word: `\"{0}={1}\"`", *before, word));
}

/// Refuses an option that the client does not know or that lacks values, or with which it does not
/// do what it is called for.
bool is_refused(const ir::Target& target, const ReadOption& option,
                const std::vector<std::string>& values, const ClientOptions& options,
                diag::Sink& sink) {
    const auto report = [&](const std::string& rule) {
        sink.report(diag::Code::E0309, place_of_flags(target), "`extra_flags`", rule);
        return true;
    };
    if (!option.is_known)
        return report(fmt::format("`{}` is no option of {}", option.name, options.client));
    if (option.needs_values && values.size() < option.values)
        return report(fmt::format("`{}` lacks its value: {} would take a word of expc for it",
                                  option.name, options.client));
    const auto refused = std::ranges::find_if(options.refused, [&](const RefusedOption& each) {
        const bool fits =
            each.value.empty() || (!values.empty() && values.front().starts_with(each.value));
        return each.name == option.name && fits;
    });
    if (refused == options.refused.end()) return false;
    return report(fmt::format("no `{}`: {}", option.name, refused->why));
}

} // namespace

std::string option_name(const std::string& option) {
    return option.substr(0, option.find('='));
}

void check_extra_flags(const ir::Target& target, const ClientOptions& options, diag::Sink& sink) {
    const std::vector<std::string>& flags = target.platform.extra_flags;
    std::vector<std::string> names;
    std::vector<std::string> words;
    std::vector<std::string> before;
    for (std::size_t i = 0; i < flags.size(); ++i) {
        if (!is_option(flags[i])) {
            refuse(target, flags[i], i > 0 ? &flags[i - 1] : nullptr, options.client, sink);
            return;
        }
        const ReadOption option = options.read(flags[i]);
        const std::string& written = flags[i];
        std::vector<std::string> values;
        while (values.size() < option.values && i + 1 < flags.size() && !is_option(flags[i + 1]))
            values.push_back(flags[++i]);
        if (is_refused(target, option, values, options, sink)) return;
        if (is_one_too_many(target, option.name, before, options, sink)) return;
        before.push_back(option.name);
        if (!holds(options.ours, option.name)) continue;
        names.push_back(fmt::format("`{}`", option.name));
        words.push_back(fmt::format("`{}`", written));
    }
    if (names.empty()) return;
    sink.report(diag::Code::W0801, place_of_flags(target),
                fmt::format("`extra_flags` repeats {}, which `{}` gets already",
                            fmt::join(names, ", "), target.name))
        .here(fmt::format("{}: {}", options.consequence, fmt::join(words, ", ")))
        .help("use the field that sets it, so that `plan` shows what will happen");
}

} // namespace expc::backends
