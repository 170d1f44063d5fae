// CSV with a first line that names the API's fields.
//
// Products and users  a row is a document; `categories` and `anonymous_ids` are divided by '|'; a column that
// the
//                     API doesn't have becomes one of `properties`.
// Events              a row is a document.
// Orders              rows with the same order_id that stand together are one order's lines.
// Empty fields        count as not given.
#pragma once

#include <optional>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/import/document_source.h"
#include "cli/import/input_files.h"
#include "records/csv_reader.h"

namespace suggestd::cli {

class CsvDocuments final : public DocumentSource {
 public:
  CsvDocuments(InputFiles files, shop::RecordKind kind, OnBad on_bad);
  Result<std::optional<Document>> next() override;
  std::uint64_t bytes_read() const override { return bytes_; }

 private:
  struct Row {
    std::string place;
    nlohmann::json document;  // of an order: with one line
  };
  std::optional<Row> next_row();
  bool open_next_file();
  nlohmann::json document_of(const std::vector<std::string>& fields) const;

  InputFiles files_;
  const shop::RecordKind kind_;
  OnBad on_bad_;
  std::optional<CsvReader> csv_;
  std::vector<std::string> header_;
  std::optional<Row> ahead_;  // first row of the next order
  std::uint64_t bytes_ = 0;
};

}  // namespace suggestd::cli
