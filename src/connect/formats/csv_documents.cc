#include "connect/formats/csv_documents.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/json_tree.h"
#include "connect/formats/table_form.h"
#include "connect/formats/table_text.h"

namespace suggestd::cli {
namespace {

using nlohmann::json;
using shop::RecordKind;
using Role = CsvColumn::Role;

std::string shown(char delimiter) { return delimiter == '\t' ? "tab" : std::string(1, delimiter); }

// The first field of an order in which a later row contradicts the first; "" if there is none. Some shops fill
// the order's own columns in its first row alone.
std::string difference(const json& first, const json& other) {
  for (const auto& [name, value] : other.items()) {
    if (name != "lines" && (!first.contains(name) || first[name] != value)) return name;
  }
  return "";
}

}  // namespace

CsvDocuments::CsvDocuments(InputFiles files, RecordKind kind, CsvOptions options, ImportNotes notes)
    : files_(std::move(files)), kind_(kind), options_(std::move(options)), notes_(std::move(notes)) {
  total_bytes = files_.total_bytes();
}

Result<std::optional<Document>> CsvDocuments::next() {
  return kind_ == RecordKind::orders ? next_order() : next_single();
}

std::optional<Document> CsvDocuments::next_single() {
  while (std::optional<Row> row = next_row()) {
    SourceText source{row->form, {std::move(row->text)}};
    if (row->problem.empty())
      return Document{std::move(row->place), json_text(row->document), "", std::move(source)};
    notes_.left_out({std::move(row->place), std::move(row->problem), std::move(source)});
  }
  return std::nullopt;
}

// Gathers the rows of an order. A row that can't be read may belong to the order before it and to the one
// behind it, so neither of them is whole for sure.
std::optional<Document> CsvDocuments::next_order() {
  if (!std::exchange(begun_, true)) ahead_ = next_row();
  bool doubtful = false;  // the row before may belong to this order
  while (ahead_) {
    Row order = *std::exchange(ahead_, next_row());
    SourceText source{order.form, {order.text}};
    if (doubtful && order.problem.empty())
      order.problem = "the row before it can't be read and may be a line of it";
    doubtful = order.order_id.empty();
    while (ahead_ && ahead_->form == order.form &&
           (ahead_->order_id.empty() || order.order_id.empty() || ahead_->order_id == order.order_id)) {
      if (order.order_id.empty()) order.order_id = ahead_->order_id;
      doubtful = ahead_->order_id.empty();
      source.rows.push_back(ahead_->text);
      if (order.problem.empty() && !ahead_->problem.empty()) {
        order.problem = fmt::format("its row at {}: {}", ahead_->place, ahead_->problem);
      } else if (order.problem.empty()) {
        if (const std::string field = difference(order.document, ahead_->document); !field.empty()) {
          order.problem =
              fmt::format("its row at {} has another {} than its first row", ahead_->place, field);
        } else {
          order.document["lines"].push_back(std::move(ahead_->document["lines"][0]));
        }
      }
      ahead_ = next_row();
    }
    if (order.problem.empty())
      return Document{std::move(order.place), json_text(order.document), "", std::move(source)};
    notes_.left_out({std::move(order.place), std::move(order.problem), std::move(source)});
  }
  return std::nullopt;
}

std::optional<CsvDocuments::Row> CsvDocuments::next_row() {
  std::vector<std::string> cells;
  for (;;) {
    if (!csv_ && !open_next_file()) return std::nullopt;
    const CsvReader::Row read = csv_->next(cells);
    if (read == CsvReader::Row::end) {
      close_file();
    } else {
      return row_of(std::move(cells), read == CsvReader::Row::good);
    }
  }
}

CsvDocuments::Row CsvDocuments::row_of(std::vector<std::string> cells, bool good) {
  Row row{fmt::format("{}:{}", files_.name(), csv_->line()), csv_->text(), form_, json::object(), "", ""};
  if (!good) {
    row.problem = csv_->problem();
    return row;
  }
  trim_cells(cells);
  while (cells.size() > columns_.size() && cells.back().empty()) cells.pop_back();
  for (std::size_t i = 0; i < std::min(cells.size(), columns_.size()); ++i) {
    if (columns_[i].role == Role::record && columns_[i].name == "order_id") row.order_id = cells[i];
  }
  if (cells.size() != columns_.size()) {
    row.problem = fmt::format("has {} fields; the first line names {}", cells.size(), columns_.size());
  } else if (Status filled = fill(row.document, cells); !filled) {
    row.problem = filled.error().message();
  }
  return row;
}

Status CsvDocuments::fill(json& document, const std::vector<std::string>& cells) {
  json line = json::object();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const CsvColumn& column = columns_[i];
    if (column.role == Role::ignored) {
      if (!cells[i].empty() && !column.rejection)
        return invalid(
            fmt::format("has '{}' in column {}, which the first line does not name", cells[i], i + 1));
      continue;
    }
    json& owner = column.role == Role::line       ? line
                  : column.role == Role::property ? document["properties"]
                                                  : document;
    if (cells[i].empty()) {
      if (merges()) owner[column.name] = nullptr;
      continue;
    }
    auto value = csv_value(column, cells[i]);
    if (!value) return std::move(value).error();
    note_numbers(i, cells[i]);
    owner[column.name] = *std::move(value);
  }
  if (kind_ == RecordKind::orders) document["lines"] = json::array({std::move(line)});
  return {};
}

void CsvDocuments::note_numbers(std::size_t column, const std::string& text) {
  if (columns_[column].role != Role::property || columns_[column].typed) return;
  const CsvColumn as_number{"", Role::property, ColumnType::number};
  ++(csv_value(as_number, text) ? numbers_[column].first : numbers_[column].second);
}

bool CsvDocuments::open_next_file() {
  while (std::istream* in = files_.next()) {
    csv_.emplace(*in, options_.separator);
    if (read_header()) return true;
    csv_.reset();
  }
  return false;
}

bool CsvDocuments::read_header() {
  std::vector<std::string> header;
  const CsvReader::Row read = csv_->next(header);
  if (read == CsvReader::Row::end) {
    if (files_.finish()) notes_.left_out({files_.name(), "is empty; its first line must name the columns"});
    return false;
  }
  const std::string place = fmt::format("{}:{}", files_.name(), csv_->line());
  if (read == CsvReader::Row::bad) {
    notes_.left_out({place, fmt::format("the first line {}; the file is left out", csv_->problem())});
    return false;
  }
  trim_cells(header);
  auto columns = read_csv_columns(header, kind_, options_.types, files_.name(), notes_);
  if (!columns) {
    notes_.left_out({place, columns.error().message() + "; the file is left out"});
    return false;
  }
  if (csv_->delimiter() != ',' && options_.separator == kDetectDelimiter) {
    notes_.inferred({files_.name(), "separator", shown(csv_->delimiter()), "the first line has most of it",
                     "--separator"});
  }
  columns_ = *std::move(columns);
  numbers_.assign(columns_.size(), {});
  form_ = table_form(*csv_);
  return true;
}

void CsvDocuments::close_file() {
  csv_.reset();
  (void)files_.finish();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const auto& [numbers, others] = numbers_[i];
    if (numbers == 0 || others > 0) continue;
    notes_.inferred({files_.name(), "column type", columns_[i].name + " is text",
                     fmt::format("it has no type; if its {} numbers are to be compared as numbers, name the "
                                 "column {}:number",
                                 numbers, columns_[i].name),
                     "--column-type"});
  }
}

}  // namespace suggestd::cli
