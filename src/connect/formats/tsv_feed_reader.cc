#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "connect/formats/feed_reader.h"
#include "connect/formats/table_form.h"
#include "connect/formats/table_text.h"
#include "records/csv_reader.h"

namespace suggestd::cli {
namespace {

// "Image Link" as "image_link".
std::string field_name(std::string_view name) {
  if (name.starts_with("g:")) name.remove_prefix(2);
  std::string lower;
  for (const char c : name)
    lower += c == ' ' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

class TsvReader final : public FeedReader {
 public:
  explicit TsvReader(std::istream& in) : csv_(in, '\t') {}

  Result<bool> read(std::deque<ReadItem>& items) override {
    if (names_.empty()) {
      if (Status named = read_header(); !named) return std::move(named).error();
    }
    std::vector<std::string> cells;
    const CsvReader::Row row = csv_.next(cells);
    if (row == CsvReader::Row::end) return false;
    ReadItem read;
    read.line = csv_.line();
    read.source = {form_, {csv_.text()}};
    trim_cells(cells);
    while (cells.size() > names_.size() && cells.back().empty()) cells.pop_back();
    if (row == CsvReader::Row::bad) {
      read.problem = csv_.problem();
    } else if (cells.size() != names_.size()) {
      read.problem = fmt::format("has {} fields; the first line names {}", cells.size(), names_.size());
    } else {
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (names_[i] != kRejectedField) read.item.push_back({names_[i], std::move(cells[i])});
      }
    }
    items.push_back(std::move(read));
    return true;
  }

 private:
  Status read_header() {
    if (csv_.next(names_) != CsvReader::Row::good)
      return invalid("the file is neither XML nor tab-separated text with a first line of names");
    trim_cells(names_);
    std::ranges::transform(names_, names_.begin(), field_name);
    if (std::ranges::find(names_, "id") == names_.end()) {
      return invalid(
          fmt::format("the first line names no column id; it reads: {}", fmt::join(names_, " | ")));
    }
    form_ = table_form(csv_);
    return {};
  }

  CsvReader csv_;
  std::vector<std::string> names_;
  std::shared_ptr<const SourceForm> form_;
};

}  // namespace

std::unique_ptr<FeedReader> tsv_feed_reader(std::istream& in) { return std::make_unique<TsvReader>(in); }

}  // namespace suggestd::cli
