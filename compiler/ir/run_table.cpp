// SPDX-License-Identifier: MIT
#include "compiler/ir/run_table.hpp"

#include "compiler/ir/command_template.hpp"
#include "compiler/ir/run_cells.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::ir {
namespace {

constexpr std::size_t chunk_size = std::size_t{64} * 1024;
constexpr std::size_t id_digits = 20;

/// Collects lines and hands them out in chunks.
class Lines {
  public:
    explicit Lines(const TakeChunk& take) : take_(&take) { buffer_.reserve(2 * chunk_size); }
    [[nodiscard]] std::string& buffer() { return buffer_; }
    /// Ends a line; false when nobody wants more.
    bool end_line() {
        buffer_ += '\n';
        return buffer_.size() < chunk_size || flush();
    }
    bool flush() {
        const bool wanted = buffer_.empty() || (*take_)(buffer_);
        buffer_.clear();
        return wanted;
    }

  private:
    const TakeChunk* take_;
    std::string buffer_;
};

/// run.id from row to row: only changed columns are taken out and put in again.
class RunningId {
  public:
    explicit RunningId(const Experiment& experiment)
        : identifier_(experiment.space, experiment.identity),
          counts_(experiment.space.columns.size(), false), parts_(experiment.space.columns.size()) {
        for (const ColumnIndex column : experiment.identity)
            counts_[column] = true;
    }
    void update(Ordinals ordinals, std::span<const ColumnIndex> changed) {
        using algebra::RunId;
        for (const ColumnIndex column : changed) {
            if (!counts_[column]) continue;
            const RunId part = identifier_.contribution(column, ordinals[column]);
            id_.high = (id_.high + part.high - parts_[column].high) & RunId::mask;
            id_.low = (id_.low + part.low - parts_[column].low) & RunId::mask;
            parts_[column] = part;
        }
        id_.write_hex(hex_);
    }
    [[nodiscard]] std::string_view hex() const { return {hex_, id_digits}; }

  private:
    algebra::Identifier identifier_;
    std::vector<bool> counts_;
    std::vector<algebra::RunId> parts_;
    algebra::RunId id_;
    char hex_[id_digits] = {};
};

/// Writes the lines of a table or of TSV.
class RowPrinter {
  public:
    RowPrinter(const Experiment& experiment, CellStyle style)
        : style_(style), id_(experiment), command_(experiment),
          name_prefix_(run_name_prefix(experiment.name)) {
        const std::uint64_t last = std::max<std::uint64_t>(experiment.space.count, 1) - 1;
        index_width_ = std::max<std::size_t>(5, fmt::formatted_size("{}", last));
        for (const algebra::Column& column : experiment.space.columns)
            cells_.emplace_back(column, style);
        current_.resize(cells_.size());
    }

    void append_header(std::string& out) {
        out += style_ == CellStyle::tabs
                   ? "index\tid\t"
                   : fmt::format("{:>{}}  {:<8}  ", "index", index_width_, "id");
        for (const ParameterCells& cells : cells_)
            out += cells.header();
        out += "command";
    }

    void append_row(std::string& out, std::uint64_t index, Ordinals ordinals,
                    std::span<const ColumnIndex> changed) {
        id_.update(ordinals, changed);
        for (const ColumnIndex column : changed)
            current_[column] = cells_[column].at(ordinals[column]);
        if (command_.names_runs()) name_ = name_prefix_ + std::string(id_.hex().substr(0, 12));
        command_.update(ordinals, changed, {index, id_.hex(), name_});

        append_index(out, index);
        append_id(out);
        for (const std::string& cell : current_)
            out += cell;
        command_.append_to(out);
    }

  private:
    void append_index(std::string& out, std::uint64_t index) {
        const fmt::format_int digits(index);
        const bool aligned = style_ == CellStyle::aligned;
        if (aligned && digits.size() < index_width_) out.append(index_width_ - digits.size(), ' ');
        out.append(digits.data(), digits.size());
        out.append(aligned ? "  " : "\t");
    }
    void append_id(std::string& out) {
        const bool aligned = style_ == CellStyle::aligned;
        out.append(id_.hex().substr(0, aligned ? 8 : id_digits));
        out.append(aligned ? "  " : "\t");
    }

    CellStyle style_;
    RunningId id_;
    CommandTemplate command_;
    std::string name_prefix_;
    std::string name_;
    std::size_t index_width_ = 0;
    std::vector<ParameterCells> cells_;
    std::vector<std::string> current_; ///< the row's cells
};

bool print_rows(const Experiment& experiment, const Selection& selection, CellStyle style,
                Lines& lines) {
    RowPrinter printer(experiment, style);
    printer.append_header(lines.buffer());
    if (!lines.end_line()) return false;
    return for_each_selected(
        experiment.space, selection,
        [&](std::uint64_t index, Ordinals ordinals, std::span<const ColumnIndex> changed) {
            printer.append_row(lines.buffer(), index, ordinals, changed);
            return lines.end_line();
        });
}

bool print_json(std::string_view target, const Experiment& experiment, const Selection& selection,
                Lines& lines) {
    Resolver resolver(experiment);
    return for_each_selected(
        experiment.space, selection,
        [&](std::uint64_t index, Ordinals ordinals, std::span<const ColumnIndex>) {
            const ResolvedRun run = resolver.resolve(index, ordinals);
            lines.buffer() += run_json(target, experiment, run, ordinals);
            return lines.end_line();
        });
}

bool print_lines(std::string_view target, const Experiment& experiment, const Selection& selection,
                 RunFormat format, Lines& lines) {
    switch (format) {
    case RunFormat::table: return print_rows(experiment, selection, CellStyle::aligned, lines);
    case RunFormat::tsv: return print_rows(experiment, selection, CellStyle::tabs, lines);
    case RunFormat::json: return print_json(target, experiment, selection, lines);
    }
    return false;
}

} // namespace

bool print_runs(std::string_view target, const Experiment& experiment, const Selection& selection,
                RunFormat format, const TakeChunk& take) {
    Lines lines(take);
    return print_lines(target, experiment, selection, format, lines) && lines.flush();
}

} // namespace expc::ir
