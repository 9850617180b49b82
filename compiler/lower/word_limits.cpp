// SPDX-License-Identifier: MIT
#include "compiler/lower/word_limits.hpp"

#include "compiler/base/match.hpp"
#include "compiler/ir/lookup.hpp"

#include <algorithm>
#include <map>

namespace expc::lower {
namespace {

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
        if (longest > word_limit) {
            sink.report(diag::Code::E0607, word != nullptr ? word->origin : table->origin, longest,
                        "128 KiB for one argument")
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
        [](const ir::BashScript&) { return std::vector<const ir::Words*>(); });
}

std::size_t environment_of(const ir::Experiment& experiment, Lengths& lengths) {
    std::size_t total = 0;
    for (const ir::Variable& variable : experiment.environment) {
        const auto* text = std::get_if<ir::Text>(&variable.value);
        total += variable.name.size() + 2 + (text != nullptr ? lengths.of(*text) : short_text);
    }
    return total;
}

} // namespace

bool check_word_limits(const ir::Experiment& experiment, diag::Sink& sink) {
    Lengths lengths(experiment.space);
    const std::size_t environment = environment_of(experiment, lengths);
    for (const ir::Words* words : calls_of(experiment.command)) {
        const std::optional<std::size_t> total = total_of(*words, lengths, sink);
        if (!total) return false;
        if (*total + environment <= total_limit) continue;
        sink.report(diag::Code::E0607, experiment.origin, *total + environment,
                    "1 MiB for arguments and environment together")
            .help("write the values into a file and pass its path");
        return false;
    }
    return true;
}

} // namespace expc::lower
