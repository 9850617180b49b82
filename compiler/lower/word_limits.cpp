// SPDX-License-Identifier: MIT
#include "compiler/lower/word_limits.hpp"

#include "compiler/base/match.hpp"
#include "compiler/ir/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace expc::lower {
namespace {

/// With the NUL behind it.
constexpr std::size_t word_limit = std::size_t{128} * 1024;
constexpr std::size_t total_limit = std::size_t{1024} * 1024;
/// A number, or what a job fills in; enough for any path that a system allows in practice.
constexpr std::size_t short_text = 32;

/// Lengths of the longest texts that the parts of an experiment can have.
class Lengths {
  public:
    explicit Lengths(const ir::Space& space) : space_(space) {}

    std::size_t of(const ir::Text& text) {
        std::size_t length = 0;
        for (const ir::Part& part : text.parts)
            length += of(part);
        return length;
    }

    std::size_t longest_word(const ir::WordTable& table) const {
        std::size_t length = 0;
        for (const auto& words : table.words) {
            for (const std::string& word : words)
                length = std::max(length, word.size());
        }
        return length;
    }

    std::size_t longest_list(const ir::WordTable& table) const {
        std::size_t length = 0;
        for (const auto& words : table.words) {
            std::size_t sum = 0;
            for (const std::string& word : words)
                sum += word.size() + 1;
            length = std::max(length, sum);
        }
        return length;
    }

  private:
    std::size_t of(const ir::Part& part) {
        return match(
            part, [](const std::string& text) { return text.size(); },
            [&](const ir::ColumnText& text) { return column(text.column); },
            [](const ir::TableText& table) {
                const auto longest = std::ranges::max_element(table.texts, {}, &std::string::size);
                return longest == table.texts.end() ? 0 : longest->size();
            },
            [](const ir::RuntimePart&) { return short_text; });
    }

    std::size_t column(ir::ColumnIndex index) {
        const auto [known, is_new] = columns_.emplace(index, short_text);
        if (!is_new) return known->second;
        for (const auto& piece : space_.columns[index].domain.pieces) {
            const auto* values = std::get_if<std::vector<algebra::Value>>(&piece);
            if (values == nullptr) continue;
            for (const algebra::Value& value : *values) {
                const auto* text = value.get_if<algebra::Text>();
                if (text != nullptr) known->second = std::max(known->second, text->content->size());
            }
        }
        return known->second;
    }

    const ir::Space& space_;
    std::map<ir::ColumnIndex, std::size_t> columns_;
};

/// The bytes that the words can take together; reports the first word that alone is too long.
std::optional<std::size_t> total_of(const ir::Words& words, Lengths& lengths, diag::Sink& sink) {
    std::size_t total = 0;
    for (const auto& item : words) {
        const auto* word = std::get_if<ir::Word>(&item);
        const auto* table = std::get_if<ir::WordTable>(&item);
        const std::size_t longest =
            word != nullptr ? lengths.of(word->text) : lengths.longest_word(*table);
        if (longest + 1 > word_limit) {
            sink.report(diag::Code::E0607, word != nullptr ? word->origin : table->origin,
                        "a command line", longest, "128 KiB for one argument")
                .help("write the values into a file and pass its path");
            return std::nullopt;
        }
        total += word != nullptr ? longest + 1 : lengths.longest_list(*table);
    }
    return total;
}

std::vector<const ir::Words*> calls_of(const ir::Command& command) {
    return match(
        command, [](const ir::Argv& argv) { return std::vector<const ir::Words*>{&argv.words}; },
        [](const ir::Steps& steps) {
            std::vector<const ir::Words*> all;
            for (const ir::Words& words : steps.steps)
                all.push_back(&words);
            return all;
        },
        [](const ir::BashScript& bash) { return std::vector<const ir::Words*>{&bash.wrap}; });
}

/// Sums up variables; the kernel takes each as one text `NAME=value` with a NUL.
class EnvironmentLimits {
  public:
    EnvironmentLimits(Lengths& lengths, diag::Sink& sink) : lengths_(lengths), sink_(sink) {}

    void add(const std::vector<ir::Variable>& variables) {
        for (const ir::Variable& variable : variables)
            add(variable.name, length_of(variable), variable.origin);
    }

    void add_parameters(const ir::Space& space) {
        for (const algebra::Column& column : space.columns)
            add(ir::parameter_variable(column.name), longest_value(column.domain), column.origin);
    }

    /// The bytes of all variables; nothing after an error.
    [[nodiscard]] std::optional<std::size_t> total() const { return total_; }

  private:
    std::size_t length_of(const ir::Variable& variable) {
        return match(
            variable.value, [&](const ir::Text& text) { return lengths_.of(text); },
            [&](const ir::Variable::Prepended& more) {
                return lengths_.of(more.text) + short_text;
            });
    }

    static std::size_t longest_value(const algebra::Domain& domain) {
        std::size_t longest = short_text;
        for (const auto& piece : domain.pieces) {
            const auto* values = std::get_if<std::vector<algebra::Value>>(&piece);
            if (values == nullptr) continue;
            for (const algebra::Value& value : *values) {
                const bool is_number =
                    value.get_if<std::int64_t>() != nullptr || value.get_if<double>() != nullptr;
                if (!is_number) longest = std::max(longest, ir::parameter_text(value).size());
            }
        }
        return longest;
    }

    void add(std::string_view name, std::size_t length, SourceRange origin) {
        const std::size_t bytes = name.size() + length + 2;
        if (bytes <= word_limit) {
            if (total_) *total_ += bytes;
            return;
        }
        sink_
            .report(diag::Code::E0607, origin, fmt::format("the variable `{}`", name), bytes,
                    "128 KiB for one variable")
            .help("write the value into a file and pass its path");
        total_.reset();
    }

    Lengths& lengths_;
    diag::Sink& sink_;
    std::optional<std::size_t> total_ = 0;
};

std::optional<std::size_t> environment_of(const ir::Experiment& experiment,
                                          const ir::Platform& platform, Lengths& lengths,
                                          diag::Sink& sink) {
    EnvironmentLimits limits(lengths, sink);
    limits.add(platform.environment);
    limits.add(experiment.environment);
    if (const auto* bash = std::get_if<ir::BashScript>(&experiment.command))
        limits.add(bash->variables);
    limits.add_parameters(experiment.space);
    return limits.total();
}

} // namespace

bool check_word_limits(const ir::Experiment& experiment, const ir::Platform& platform,
                       diag::Sink& sink) {
    Lengths lengths(experiment.space);
    const std::optional<std::size_t> environment =
        environment_of(experiment, platform, lengths, sink);
    if (!environment) return false;
    for (const ir::Words* words : calls_of(experiment.command)) {
        const std::optional<std::size_t> total = total_of(*words, lengths, sink);
        if (!total) return false;
        if (*total + *environment <= total_limit) continue;
        sink.report(diag::Code::E0607, experiment.origin, "a command line", *total + *environment,
                    "1 MiB for arguments and environment together")
            .help("write the values into a file and pass its path");
        return false;
    }
    return true;
}

} // namespace expc::lower
