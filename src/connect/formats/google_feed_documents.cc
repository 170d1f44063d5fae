#include "connect/formats/google_feed_documents.h"

#include <utility>

#include <fmt/format.h>

namespace suggestd::cli {

GoogleFeedDocuments::GoogleFeedDocuments(InputFiles files, FeedRules rules, ImportNotes notes)
    : files_(std::move(files)), rules_(std::move(rules)), notes_(std::move(notes)) {
  total_bytes = files_.total_bytes();
}

bool GoogleFeedDocuments::open_next_file() {
  std::istream* in = files_.next();
  if (in == nullptr) return false;
  while (in->peek() == ' ' || in->peek() == '\n' || in->peek() == '\r') in->get();
  reader_ = in->peek() == '<' ? xml_feed_reader(*in) : tsv_feed_reader(*in);
  return true;
}

std::optional<Document> GoogleFeedDocuments::document_of(ReadItem item) {
  std::string place = fmt::format("{}:{}", files_.name(), item.line);
  if (!item.problem.empty()) {
    notes_.left_out({std::move(place), std::move(item.problem), std::move(item.source)});
    return std::nullopt;
  }
  auto product = product_of(item.item, rules_);
  if (!product) {
    notes_.left_out({std::move(place), product.error().message(), std::move(item.source)});
    return std::nullopt;
  }
  if (product->zone_taken && !std::exchange(zone_told_, true)) {
    notes_.inferred({files_.name(), "time zone", rules_.zone.text(),
                     fmt::format("times such as in line {} name none", item.line), "--zone"});
  }
  return Document{std::move(place), std::move(product->json), "", std::move(item.source)};
}

Result<std::optional<Document>> GoogleFeedDocuments::next() {
  for (;;) {
    while (!items_.empty()) {
      ReadItem item = std::move(items_.front());
      items_.pop_front();
      if (auto document = document_of(std::move(item))) return document;
    }
    if (reader_ == nullptr && !open_next_file()) return std::optional<Document>();
    const auto more = reader_->read(items_);
    if (more && *more) continue;
    if (!more) notes_.left_out({files_.name(), more.error().message(), {}, reader_->lost()});
    // The items that were read before the break still stand in the queue, under this file's name.
    reader_.reset();
    (void)files_.finish();
  }
}

}  // namespace suggestd::cli
