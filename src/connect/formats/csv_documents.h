// CSV with a first line that names the API's fields (csv_columns.h).
//
// Products and users  a row is a document; a column that the API doesn't have becomes one of `properties`.
//                     Rows are merged into what the shop has: a column that the file does not
//                     have leaves the shop's value as it is, an empty cell takes it away.
// Events              a row is a document.
// Orders              rows with the same order_id that stand together are one order's lines. An order is left
//                     out as a whole if one of its rows is: half an order would be another order.
// Blanks              around names and values do not count.
// Threads             one.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <nlohmann/json.hpp>

#include "connect/formats/csv_columns.h"
#include "connect/formats/document_source.h"
#include "connect/input/input_files.h"
#include "records/csv_reader.h"
#include "shop/bulk.h"

namespace suggestd::cli {

struct CsvOptions {
  char separator = kDetectDelimiter;
  ColumnTypes types;
};

class CsvDocuments final : public DocumentSource {
 public:
  CsvDocuments(InputFiles files, shop::RecordKind kind, CsvOptions options, ImportNotes notes);
  Result<std::optional<Document>> next() override;
  std::uint64_t bytes_read() const override { return files_.bytes_read(); }
  bool merges() const override { return shop::merges(kind_); }

 private:
  struct Row {
    std::string place;
    std::string text;
    std::shared_ptr<const SourceForm> form;
    nlohmann::json document;  // of an order: with one line
    std::string problem;      // "" if it is good
    std::string order_id;     // "" if it is no order's, or can't be read
  };
  std::optional<Row> next_row();
  std::optional<Document> next_single();
  std::optional<Document> next_order();
  bool open_next_file();
  bool read_header();
  void close_file();
  Row row_of(std::vector<std::string> cells, bool good);
  Status fill(nlohmann::json& document, const std::vector<std::string>& cells);
  void note_numbers(std::size_t column, const std::string& text);

  InputFiles files_;
  const shop::RecordKind kind_;
  const CsvOptions options_;
  const ImportNotes notes_;
  std::optional<CsvReader> csv_;
  std::vector<CsvColumn> columns_;
  std::shared_ptr<const SourceForm> form_;
  // By column: values that are numbers, and others, of properties without a type.
  std::vector<std::pair<std::uint64_t, std::uint64_t>> numbers_;
  std::optional<Row> ahead_;  // first row of the next order
  bool begun_ = false;
};

}  // namespace suggestd::cli
