#include "cli/import/csv_documents.h"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

namespace suggestd::cli {
namespace {

using nlohmann::json;
using shop::RecordKind;

enum class FieldType { text, number, flag, texts };

struct Field {
  std::string_view name;
  FieldType type = FieldType::text;
};

constexpr std::array kProductFields = {Field{"product_id"},
                                       Field{"title"},
                                       Field{"description"},
                                       Field{"price"},
                                       Field{"currency"},
                                       Field{"stock", FieldType::number},
                                       Field{"categories", FieldType::texts},
                                       Field{"brand"},
                                       Field{"image"},
                                       Field{"link"},
                                       Field{"group_id"},
                                       Field{"available_from"},
                                       Field{"available_until"},
                                       Field{"hidden", FieldType::flag}};
constexpr std::array kUserFields = {Field{"user_id"}, Field{"email_hash"},
                                    Field{"anonymous_ids", FieldType::texts},
                                    Field{"profiling", FieldType::flag}};
constexpr std::array kEventFields = {Field{"event_id"},
                                     Field{"type"},
                                     Field{"user_id"},
                                     Field{"anonymous_id"},
                                     Field{"product_id"},
                                     Field{"at"},
                                     Field{"quantity", FieldType::number},
                                     Field{"recommendation_id"},
                                     Field{"query"}};
constexpr std::array kLineFields = {
    Field{"product_id"}, Field{"variant_id"}, Field{"quantity", FieldType::number},
    Field{"price"},      Field{"discount"},   Field{"recommendation_id"}};

std::span<const Field> fields_of(RecordKind kind) {
  switch (kind) {
    case RecordKind::products:
      return kProductFields;
    case RecordKind::users:
      return kUserFields;
    case RecordKind::events:
      return kEventFields;
    case RecordKind::orders:
      return kLineFields;
  }
  return kLineFields;
}

json list_of(std::string_view text) {
  json list = json::array();
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('|', begin), text.size());
    if (end > begin) list.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return list;
}

// What can't be read as its type stays text: the API then says what it expects.
json value_of(FieldType type, const std::string& text) {
  if (type == FieldType::texts) return list_of(text);
  if (type == FieldType::flag && (text == "true" || text == "1")) return true;
  if (type == FieldType::flag && (text == "false" || text == "0")) return false;
  if (type == FieldType::number) {
    const json number = json::parse(text, nullptr, false);
    if (number.is_number()) return number;
  }
  return text;
}

}  // namespace

CsvDocuments::CsvDocuments(InputFiles files, RecordKind kind, OnBad on_bad)
    : files_(std::move(files)), kind_(kind), on_bad_(std::move(on_bad)) {
  total_bytes = files_.total_bytes();
  ahead_ = next_row();
}

Result<std::optional<Document>> CsvDocuments::next() {
  if (!ahead_) return std::optional<Document>();
  Row row = *std::move(ahead_);
  ahead_ = next_row();
  if (kind_ == RecordKind::orders) {
    while (ahead_ && row.document.contains("order_id") && ahead_->document.contains("order_id") &&
           ahead_->document["order_id"] == row.document["order_id"]) {
      row.document["lines"].push_back(std::move(ahead_->document["lines"][0]));
      ahead_ = next_row();
    }
  }
  return std::optional<Document>({std::move(row.place), row.document.dump(), ""});
}

std::optional<CsvDocuments::Row> CsvDocuments::next_row() {
  std::vector<std::string> fields;
  for (;;) {
    if (!csv_ && !open_next_file()) return std::nullopt;
    const CsvReader::Row read = csv_->next(fields);
    bytes_ = files_.bytes_read();
    const std::string place = fmt::format("{}:{}", files_.name(), csv_->line());
    if (read == CsvReader::Row::end) {
      csv_.reset();
    } else if (read == CsvReader::Row::bad) {
      on_bad_(place, csv_->problem());
    } else if (fields.size() != header_.size()) {
      on_bad_(place, fmt::format("has {} fields; the first line names {}", fields.size(), header_.size()));
    } else {
      return Row{place, document_of(fields)};
    }
  }
}

bool CsvDocuments::open_next_file() {
  std::istream* in = files_.next();
  if (in == nullptr) return false;
  csv_.emplace(*in, kDetectDelimiter);
  if (csv_->next(header_) != CsvReader::Row::good) header_.clear();
  return true;
}

json CsvDocuments::document_of(const std::vector<std::string>& fields) const {
  const auto known = fields_of(kind_);
  json document = json::object();
  json line = json::object();
  const bool orders = kind_ == RecordKind::orders;
  const bool has_properties = kind_ == RecordKind::products || kind_ == RecordKind::users;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].empty()) continue;
    const auto field = std::find_if(known.begin(), known.end(),
                                    [&](const Field& candidate) { return candidate.name == header_[i]; });
    if (field != known.end()) {
      (orders ? line : document)[header_[i]] = value_of(field->type, fields[i]);
    } else if (has_properties) {
      document["properties"][header_[i]] = fields[i];
    } else {
      document[header_[i]] = fields[i];  // an order's own field, or one that the API refuses by name
    }
  }
  if (orders) document["lines"] = json::array({std::move(line)});
  return document;
}

}  // namespace suggestd::cli
