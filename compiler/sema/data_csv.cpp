// SPDX-License-Identifier: MIT
// Tables: rows of cells behind a header line (RFC 4180).
#include "compiler/sema/data_files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::sema {
namespace {

/// The cells of a CSV text (RFC 4180), with the line where each row begins.
struct CsvRow {
    std::size_t line = 1;
    std::vector<std::string> cells;
};

class CsvReader {
  public:
    explicit CsvReader(std::string_view text) : text_(text) {}

    Result<std::vector<CsvRow>> read() {
        std::vector<CsvRow> rows;
        while (at_ < text_.size()) {
            CsvRow row{line_, {}};
            do {
                auto cell = read_cell();
                if (!cell) return cell.failure();
                row.cells.push_back(std::move(cell).value());
            } while (take(','));
            take('\r');
            if (at_ < text_.size() && !take('\n'))
                return Failure{fmt::format("line {}: text after a closing quote", line_)};
            ++line_;
            const bool is_blank = row.cells.size() == 1 && row.cells.front().empty();
            if (!is_blank) rows.push_back(std::move(row));
        }
        return rows;
    }

  private:
    bool take(char wanted) {
        if (at_ >= text_.size() || text_[at_] != wanted) return false;
        ++at_;
        return true;
    }

    Result<std::string> read_cell() {
        std::string cell;
        if (!take('"')) {
            while (at_ < text_.size() &&
                   std::string_view(",\r\n").find(text_[at_]) == std::string_view::npos)
                cell += text_[at_++];
            return cell;
        }
        const std::size_t opened = line_;
        while (at_ < text_.size()) {
            const char c = text_[at_++];
            if (c == '\n') ++line_;
            if (c == '"' && !take('"')) return cell;
            cell += c;
        }
        return Failure{fmt::format("line {}: a quoted cell is never closed", opened)};
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
};

} // namespace

Result<Value> read_csv(std::string_view text, const Type& row_type) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    auto rows = CsvReader(text).read();
    if (!rows) return rows.failure();
    if (rows.value().empty()) return Failure{"it is empty; a header line is needed"};
    const std::vector<std::string>& header = rows.value().front().cells;
    for (const auto& [name, type] : row_type.fields()) {
        if (std::ranges::count(header, name) > 1)
            return Failure{
                fmt::format("line {}: the header has `{}` twice", rows.value().front().line, name)};
    }
    algebra::List result;
    for (std::size_t i = 1; i < rows.value().size(); ++i) {
        const CsvRow& row = rows.value()[i];
        if (row.cells.size() != header.size())
            return Failure{fmt::format("line {} has {} cells, the header has {}", row.line,
                                       row.cells.size(), header.size())};
        algebra::Record record;
        for (const auto& [name, type] : row_type.fields()) {
            const auto column = std::ranges::find(header, name);
            if (column == header.end()) return Failure{fmt::format("it has no column `{}`", name)};
            auto cell =
                read_scalar(row.cells[static_cast<std::size_t>(column - header.begin())], type);
            if (!cell)
                return Failure{fmt::format("line {}, column `{}`: {}", row.line, name,
                                           cell.failure().message)};
            record.emplace_back(name, std::move(cell).value());
        }
        result.push_back(Value::record(std::move(record)));
    }
    return Value::list(std::move(result));
}

} // namespace expc::sema
