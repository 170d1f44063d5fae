// Google product feeds as products: RSS or Atom XML with g: fields, or tab-separated text (feed_item.h).
//
// Threads  one.
#pragma once

#include <deque>
#include <memory>

#include "connect/formats/document_source.h"
#include "connect/formats/feed_item.h"
#include "connect/formats/feed_reader.h"
#include "connect/input/input_files.h"

namespace suggestd::cli {

class GoogleFeedDocuments final : public DocumentSource {
 public:
  GoogleFeedDocuments(InputFiles files, FeedRules rules, ImportNotes notes);
  Result<std::optional<Document>> next() override;
  std::uint64_t bytes_read() const override { return files_.bytes_read(); }

 private:
  bool open_next_file();
  std::optional<Document> document_of(ReadItem item);

  InputFiles files_;
  const FeedRules rules_;
  const ImportNotes notes_;
  std::unique_ptr<FeedReader> reader_;
  std::deque<ReadItem> items_;
  bool zone_told_ = false;
};

}  // namespace suggestd::cli
