// Google product feeds as products: RSS or Atom XML with g: fields, or tab-separated text.
//
// Fields   id, title, description, link, image_link, price ("9.99 EUR"; sale_price outranks it while
//          sale_price_effective_date holds), availability, expiration_date (available_until), brand,
//          item_group_id, google_product_category and product_type; others become `properties`, a repeated
//          one an array. Out of stock is stock 0; in stock gives no number; preorder and backorder can be
//          bought. What is nested in a field (shipping, tax) is left out.
// Method   XML is read by a streaming parser (expat): feeds reach gigabytes. No external entities are read.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/import/document_source.h"
#include "cli/import/input_files.h"

namespace suggestd::cli {

// A field's name, without g:, and its text; in the order of the feed.
using FeedItem = std::vector<std::pair<std::string, std::string>>;

// The API's product of one item. Errors: invalid if it has no id or a price that is none.
Result<std::string> product_json_of(const FeedItem& item);

class GoogleFeedDocuments final : public DocumentSource {
 public:
  GoogleFeedDocuments(InputFiles files, OnBad on_bad);
  ~GoogleFeedDocuments() override;
  Result<std::optional<Document>> next() override;
  std::uint64_t bytes_read() const override { return bytes_; }

 private:
  class Xml;
  class Tsv;
  class Reader {
   public:
    virtual ~Reader() = default;
    // Reads on; items are appended. False at the end. Errors: invalid if the file is broken from here on.
    virtual Result<bool> read(std::deque<std::pair<std::size_t, FeedItem>>& items) = 0;
  };
  Result<bool> open_next_file();

  InputFiles files_;
  OnBad on_bad_;
  std::unique_ptr<Reader> reader_;
  std::deque<std::pair<std::size_t, FeedItem>> items_;  // line and item
  std::uint64_t bytes_ = 0;
};

}  // namespace suggestd::cli
