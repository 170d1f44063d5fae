// The items of one feed file: RSS or Atom XML, or tab-separated text.
//
// Method   XML is read by a streaming parser (expat): feeds reach gigabytes. No external entities are read.
// Threads  one.
#pragma once

#include <cstddef>
#include <deque>
#include <istream>
#include <memory>

#include "base/result.h"
#include "connect/formats/feed_item.h"
#include "connect/input/import_notes.h"

namespace suggestd::cli {

struct ReadItem {
  std::size_t line = 0;
  FeedItem item;
  std::string problem;  // "" if the item can be read
  SourceText source;
};

class FeedReader {
 public:
  virtual ~FeedReader() = default;
  // Reads on and appends items. False at the end. Errors: invalid if the file is broken from here on.
  virtual Result<bool> read(std::deque<ReadItem>& items) = 0;
  // The number of items that a broken file lost.
  virtual std::uint64_t lost() const { return 1; }
};

// Requires: `in` holds UTF-8 and outlives the reader.
std::unique_ptr<FeedReader> xml_feed_reader(std::istream& in);
std::unique_ptr<FeedReader> tsv_feed_reader(std::istream& in);

}  // namespace suggestd::cli
