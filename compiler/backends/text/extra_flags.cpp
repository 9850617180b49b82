// SPDX-License-Identifier: MIT
#include "compiler/backends/text/extra_flags.hpp"

#include "compiler/ir/platform.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace expc::backends {
namespace {

bool is_option(const std::string& word) {
    return word.size() > 1 && word.front() == '-' && word != "--";
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
        for (std::size_t left = option.values; left > 0 && i + 1 < flags.size(); --left) {
            if (is_option(flags[i + 1])) break;
            ++i;
        }
        if (holds(options.refused, option.name)) {
            sink.report(diag::Code::E0309, place_of_flags(target), "`extra_flags`",
                        fmt::format("no `{}`: with it {} does not submit the runs", option.name,
                                    options.client));
            return;
        }
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
