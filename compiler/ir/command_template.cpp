// SPDX-License-Identifier: MIT
#include "compiler/ir/command_template.hpp"

#include "compiler/base/match.hpp"
#include "compiler/ir/quoting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace expc::ir {
namespace {

/// The columns that a part depends on, and whether it says which run it is.
struct Needs {
    std::vector<ColumnIndex> columns;
    bool run = false;

    void add(const std::vector<ColumnIndex>& more) {
        columns.insert(columns.end(), more.begin(), more.end());
    }
    void add(const Part& part) {
        match(
            part, [](const std::string&) {},
            [&](const ColumnText& text) { columns.push_back(text.column); },
            [&](const TableText& table) { add(table.columns); },
            [&](const RuntimePart& runtime) { run = run || is_known_per_run(runtime.kind); });
    }
};

/// The first line of a script that is not blank, fit for one line of a table.
std::string first_line(std::string_view script) {
    const std::size_t begin = script.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    const std::size_t end = std::min(script.find('\n', begin), script.size());
    std::string line(script.substr(begin, end - begin));
    std::ranges::replace_if(
        line, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    const bool more = script.find_first_not_of(" \t\r\n", end) != std::string_view::npos;
    return more ? line + "..." : line;
}

} // namespace

CommandTemplate::CommandTemplate(const Experiment& experiment)
    : sizes_(domain_sizes(experiment.space)), dependents_(experiment.space.columns.size()) {
    for (const algebra::Column& column : experiment.space.columns) {
        texts_.emplace_back(column.domain,
                            [](const Value& value) { return parameter_text(value); });
    }
    match(
        experiment.command, [&](const Argv& argv) { add_words(argv.words); },
        [&](const Steps& steps) {
            for (std::size_t step = 0; step < steps.steps.size(); ++step) {
                if (step > 0) add_constant("&& ");
                add_words(steps.steps[step]);
            }
        },
        [&](const BashScript& bash) {
            add_words(bash.wrap);
            add_constant("bash: " + first_line(bash.script) + ' ');
        });
}

void CommandTemplate::add_words(const Words& words) {
    for (const auto& entry : words) {
        match(
            entry, [&](const Word& word) { add_word(word); },
            [&](const WordTable& table) { add_table(table); });
    }
}

void CommandTemplate::add_word(const Word& word) {
    Needs needs;
    for (const Part& part : word.text.parts)
        needs.add(part);
    if (word.when) needs.add(word.when->columns);
    if (needs.columns.empty() && !needs.run && !word.when) {
        std::string text;
        append_word(text, word.text, {}, {});
        add_constant(text + ' ');
        return;
    }
    chunks_.push_back({{}, &word, nullptr});
    depend(chunks_.size() - 1, needs.columns);
    if (needs.run) every_row_.push_back(chunks_.size() - 1);
}

void CommandTemplate::add_table(const WordTable& table) {
    chunks_.push_back({{}, nullptr, &table});
    depend(chunks_.size() - 1, table.columns);
}

void CommandTemplate::add_constant(std::string_view text) {
    const bool joins =
        !chunks_.empty() && chunks_.back().word == nullptr && chunks_.back().table == nullptr;
    if (!joins) chunks_.emplace_back();
    chunks_.back().text += text;
}

void CommandTemplate::depend(std::size_t chunk, std::span<const ColumnIndex> columns) {
    for (const ColumnIndex column : columns) {
        auto& chunks = dependents_[column];
        if (chunks.empty() || chunks.back() != chunk) chunks.push_back(chunk);
    }
}

void CommandTemplate::update(Ordinals ordinals, std::span<const ColumnIndex> changed,
                             const RunFacts& run) {
    for (const ColumnIndex column : changed) {
        for (const std::size_t chunk : dependents_[column])
            write(chunks_[chunk], ordinals, run);
    }
    for (const std::size_t chunk : every_row_)
        write(chunks_[chunk], ordinals, run);
}

void CommandTemplate::write(Chunk& chunk, Ordinals ordinals, const RunFacts& run) {
    chunk.text.clear();
    if (chunk.table != nullptr) {
        for (const std::string& word :
             chunk.table->words[table_index(sizes_, chunk.table->columns, ordinals)]) {
            append_quoted(chunk.text, word);
            chunk.text += ' ';
        }
    } else if (holds(chunk.word->when, sizes_, ordinals)) {
        append_word(chunk.text, chunk.word->text, ordinals, run);
        chunk.text += ' ';
    }
}

void CommandTemplate::append_word(std::string& out, const Text& text, Ordinals ordinals,
                                  const RunFacts& run) {
    const std::size_t begin = out.size();
    literal_.clear();
    const auto flush = [&] {
        if (!literal_.empty()) append_quoted(out, literal_);
        literal_.clear();
    };
    for (const Part& part : text.parts) {
        match(
            part, [&](const std::string& piece) { literal_ += piece; },
            [&](const ColumnText& column) {
                literal_ += *texts_[column.column].at(ordinals[column.column]);
            },
            [&](const TableText& table) {
                literal_ += table.texts[table_index(sizes_, table.columns, ordinals)];
            },
            [&](const RuntimePart& runtime) {
                if (is_known_per_run(runtime.kind)) {
                    literal_ += known_text(runtime, run);
                } else {
                    flush();
                    out += placeholder(runtime);
                }
            });
    }
    flush();
    if (out.size() == begin) append_quoted(out, "");
}

void CommandTemplate::append_to(std::string& out) const {
    const std::size_t begin = out.size();
    for (const Chunk& chunk : chunks_)
        out += chunk.text;
    if (out.size() > begin) out.pop_back();
}

} // namespace expc::ir
